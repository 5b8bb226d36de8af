"""How long to wait before trying again: longer each time, never two clients in step."""

import random
from collections.abc import Iterator


def delays(rng: random.Random, *, first_s: float = 0.1, most_s: float = 10.0) -> Iterator[float]:
    """Yield one delay after the other, without end.

    Each lies between a half and the whole of a bound that begins at `first_s`, doubles, and stays
    at `most_s`: whatever lost its server at the same moment does not come back at the same moment.

    Parameters
    ----------
    first_s, most_s
        The first and the largest bound; 0 < first_s <= most_s. [s]
    """
    bound_s = first_s
    while True:
        yield bound_s * (0.5 + rng.random() / 2)
        bound_s = min(bound_s * 2, most_s)
