"""Delays grow, stay bounded, and differ from one client to the other."""

import random
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from ingest.backoff import delays


@given(st.integers(), st.floats(0.001, 10, allow_nan=False), st.floats(1, 1_000, allow_nan=False))
def test_each_delay_lies_between_half_and_whole_of_a_doubling_bound(
    seed: int, first_s: float, times: float
) -> None:
    most_s = first_s * times
    waits = islice(delays(random.Random(seed), first_s=first_s, most_s=most_s), 20)
    for attempt, delay_s in enumerate(waits):
        bound_s = min(first_s * 2**attempt, most_s)
        assert bound_s / 2 <= delay_s <= bound_s


def test_two_clients_do_not_come_back_in_step() -> None:
    one, other = (list(islice(delays(random.Random(seed)), 5)) for seed in (1, 2))
    assert not set(one) & set(other)
