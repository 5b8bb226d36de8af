"""Speeds and flow: of single vehicles, or of histograms with the device's own classes."""
