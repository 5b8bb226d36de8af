"""Which day is what: public and school holidays of a Land, and the day types planners count by."""
