"""How long to wait before a part that died is started again."""

import random

FIRST_S = 0.5
LONGEST_S = 30.0


def delays_s(failures: int, rng: random.Random) -> float:
    """Return seconds to wait: doubling with each failure in a row, capped, spread by chance."""
    ceiling = min(FIRST_S * 2 ** (min(failures, 16) - 1), LONGEST_S)
    return rng.uniform(ceiling / 2, ceiling)
