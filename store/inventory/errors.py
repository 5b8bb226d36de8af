"""What can be wrong with a wish to change the registry; the message names the remedy."""


class RegistryError(Exception):
    """The change contradicts what is registered, or cannot be meant."""


class UnknownError(RegistryError):
    """There is no such site, device, datastream or deployment."""
