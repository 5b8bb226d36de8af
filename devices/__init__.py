"""What a device can say: observed properties, readings, topics, payloads. Knows no I/O."""
