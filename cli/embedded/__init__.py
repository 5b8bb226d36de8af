"""The database and the broker of one machine, run as our own children."""
