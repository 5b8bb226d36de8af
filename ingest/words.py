"""Why a server cannot be reached, in words that say what to do. Pure."""

from typing import Final

#: What an error says somewhere (lower case) -> what it means, and the remedy.
_MEANINGS: Final[tuple[tuple[str, str], ...]] = (
    ("not authori", "the server refuses the user name or password (of a network server: API key)"),
    ("bad user name", "the server refuses the user name or password"),
    ("code:134", "the server refuses the user name or password"),
    ("identifier rejected", "the server refuses the client id: set WEGWARTE_INSTANCE"),
    ("hostname mismatch", "the server's certificate is for another name: correct the address"),
    ("certificate verify failed", "the server's certificate is not believed: give its CA"),
    ("wrong_version_number", "the server speaks no TLS at this port: mqtt:// or another port"),
    ("wrong version number", "the server speaks no TLS at this port: mqtt:// or another port"),
    ("name or service not known", "no server has this name: correct the address"),
    ("no address associated", "no server has this name: correct the address"),
    ("temporary failure in name resolution", "names cannot be looked up: is the network there?"),
    ("connection refused", "nothing answers at this address and port"),
    ("timed out", "the server does not answer in time"),
    ("unreachable", "there is no way to the server: is the network there?"),
    ("refuses to let us subscribe", "the server lets us in, and not hear these topics"),
    ("connection reset", "the server cut the connection"),
    ("disconnected during", "the connection was lost"),
    ("connection lost", "the connection was lost"),
)


def in_words(error: BaseException | str) -> str:
    """Return what an error means for people, with what it said itself.

    Examples
    --------
    >>> in_words("[Errno 111] Connection refused")
    'nothing answers at this address and port ([Errno 111] Connection refused)'
    """
    said = " ".join(str(error).split())[:300]
    lower = said.lower()
    for sign, meaning in _MEANINGS:
        if sign in lower:
            return f"{meaning} ({said})"
    return said or type(error).__name__
