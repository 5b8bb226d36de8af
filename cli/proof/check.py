"""One comparison of what must be with what is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A comparison.

    Parameters
    ----------
    what, of
        What is compared, and of which device or site.
    compared, differing
        How many values were compared, and how many of them differ.
    must_be_exact
        Whether one that differs is a failure; if not, a fault was injected that explains it.
    wanted, found
        Their sums, or the value itself.
    error
        The largest difference. [unit of the values]
    detail
        What differs, for people.
    site
        Of numbers: the site; '' of a device's messages.
    """

    what: str
    of: str
    compared: int
    differing: int
    must_be_exact: bool
    wanted: float
    found: float
    error: float = 0.0
    detail: str = ""
    site: str = ""

    @property
    def failed(self) -> bool:
        """Whether something that must be exact is not."""
        return self.must_be_exact and self.differing > 0


def of_one(
    what: str, of: str, wanted: float, found: float, *, must_be_exact: bool = True, detail: str = ""
) -> Check:
    """Return the comparison of one number."""
    return Check(
        what=what,
        of=of,
        compared=1,
        differing=int(wanted != found),
        must_be_exact=must_be_exact,
        wanted=wanted,
        found=found,
        error=abs(wanted - found),
        detail=detail if wanted != found else "",
    )
