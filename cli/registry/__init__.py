"""The commands that read and change the registry."""
