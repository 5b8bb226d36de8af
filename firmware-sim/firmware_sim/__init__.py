"""Devices in software: they publish as hardware would, and write down what they said."""
