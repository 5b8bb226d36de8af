"""Batches are cut by rows, by hour of receipt and by road, and nothing falls out."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from devices.properties import Property
from ingest.batch import build, cut
from ingest.checks import Row
from ingest.read import ReadMessage
from ingest.senders import Channel
from ingest.served_message import ServedMessage
from ingest.source import Delivery
from store.messages import Identity

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHANNEL = Channel(device="d", name="c", property=Property.COUNT, hold_max_s=0, id=7)


def heard(rows: int, minutes: int = 0, source: str = "native") -> ReadMessage:
    delivery = Delivery(
        source=source,
        topic="t",
        payload=b"{}",
        payload_length=2,
        received=START + timedelta(minutes=minutes),
        ticket=1,
    )
    return ReadMessage(
        delivery=delivery,
        device="d",
        rows=[Row(CHANNEL, n, 1_000, float(n), 1, n) for n in range(rows)],
    )


@given(
    st.lists(
        st.builds(
            heard, st.integers(0, 30), st.integers(0, 180), st.sampled_from(["native", "replay"])
        )
    ),
    st.integers(1, 40),
)
def test_every_batch_keeps_its_bounds_and_all_messages_keep_their_order(
    messages: list[ReadMessage], rows_max: int
) -> None:
    batches = list(cut(messages, rows_max=rows_max))

    assert [m for batch in batches for m in batch] == messages
    for batch in batches:
        assert len(batch) == 1 or sum(m.size for m in batch) <= rows_max
        assert len({m.delivery.received.replace(minute=0) for m in batch}) == 1
        assert len({m.delivery.source for m in batch}) == 1


def test_rows_remember_their_message() -> None:
    built = build([heard(2), heard(0), heard(1)], run=3)

    assert built.observation_message.tolist() == [0, 0, 2]
    assert built.observations.channel.tolist() == [7, 7, 7]
    assert built.observations.result.tolist() == [0.0, 1.0, 0.0]


def test_a_row_floats_with_its_frame_when_its_siblings_are_set_aside() -> None:
    said = heard(3)
    frame = ServedMessage(
        delivery=said.delivery,
        device="d",
        rows=said.rows[1:],  # the first was refused; the last has a time of its own
        floating={0, 1},
        identity=Identity("d", "s1", 7, b"0" * 16),
    )

    built = build([heard(1), frame], run=3)

    assert built.observation_floats.tolist() == [False, True, False]
    assert [frame.message for frame in built.unfixed] == [1]
