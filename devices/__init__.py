"""What a device can say: observed properties, readings, topics, envelopes. Knows no I/O and no clock."""
