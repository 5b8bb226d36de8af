"""Air, noise and weather: from samples to quarters, and from those to legal and service values."""
