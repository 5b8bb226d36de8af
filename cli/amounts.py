"""Numbers of things in words: 1 file, 2 files, 1,200 files."""


def amount(n: int, one: str, several: str = "") -> str:
    """Return the number and its noun; without `several` an s makes the plural."""
    return f"{n:,} {one if n == 1 else several or one + 's'}"
