"""HTTP: the REST interface, the live stream and the dashboard."""
