"""A second reading changes what differs and nothing else, whatever was stored. Pure."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.redecode.comparing import Again, Changes, compare
from store.redecode import Held, Key, Observed, Value

KEYS = st.builds(Observed, st.integers(1, 2), st.integers(0, 3))
VALUES = st.tuples(st.none(), st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.0])), st.just(1))


@st.composite
def stored(draw: st.DrawFn) -> list[Held]:
    values = draw(st.dictionaries(KEYS, VALUES))
    return [Held(key, value, block=1, origin=1) for key, value in values.items()]


READ = st.lists(st.builds(Again, KEYS, VALUES, st.just(1)))


def after(held: list[Held], changes: Changes) -> list[Held]:
    """What is stored once the changes are made."""
    rows: dict[Key, Value] = {row.key: row.value for row in held}
    for row in changes.withdrawn:
        del rows[row.key]
    rows |= {old.key: new.value for old, new in changes.replaced}
    for row in changes.added:
        assert row.key not in rows
        rows[row.key] = row.value
    return [Held(key, value, block=2, origin=1) for key, value in rows.items()]


@given(stored(), READ, st.sets(KEYS))
def test_a_second_time_nothing_is_left_to_do(
    held: list[Held], read: list[Again], others: set[Key]
) -> None:
    elsewhere = others - {row.key for row in held}

    once = after(held, compare(held, read, elsewhere))
    again = compare(once, read, elsewhere)

    assert (again.withdrawn, again.replaced, again.added) == ([], [], [])
    assert again.kept == len(once)


@given(stored(), READ, st.sets(KEYS))
def test_afterwards_exactly_what_the_messages_say_is_stored(
    held: list[Held], read: list[Again], others: set[Key]
) -> None:
    elsewhere = others - {row.key for row in held}

    rows = after(held, compare(held, read, elsewhere))

    said = {(row.key, row.value) for row in read}
    assert {(row.key, row.value) for row in rows} <= said
    assert {row.key for row in rows} == {row.key for row in read} - elsewhere


def test_of_two_messages_that_disagree_the_stored_one_stays() -> None:
    key = Observed(1, 0)
    read = [Again(key, (None, 1.0, 1), 1), Again(key, (None, 2.0, 1), 1)]

    assert compare([Held(key, (None, 2.0, 1), 1, 1)], read, set()).kept == 1
    [(_, new)] = compare([Held(key, (None, 9.0, 1), 1, 1)], read, set()).replaced
    assert new.value == (None, 1.0, 1)
