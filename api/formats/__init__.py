"""Forms of an answer: JSON, CSV for programs, CSV for German Excel, GeoJSON."""
