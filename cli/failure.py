"""The one way a command says that it could not do what was asked: exit status 1."""


class FailedError(Exception):
    """The command failed; the message says what is wrong, where, and the remedy."""
