"""Ids out of names: made once, safe in topics and addresses."""

import hashlib
import re
from typing import Final

_GERMAN: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "ê": "e", "à": "a", "ç": "c"}
)
_ELSE: Final = re.compile(r"[^a-z0-9]+")


def slug(name: str, length_max: int = 64) -> str:
    """Return the id of a name: ä -> ae, lower case, hyphens.

    A name that is too long keeps its beginning and ends in a digest of all of it, so that two
    long names never meet.

    Examples
    --------
    >>> slug("PP Schlossplatz Süd")
    'pp-schlossplatz-sued'
    """
    text = _ELSE.sub("-", name.lower().translate(_GERMAN)).strip("-")
    if len(text) <= length_max:
        return text or "unnamed"
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"{text[: length_max - 9].rstrip('-')}-{digest}"
