"""The outbox on a real broker: nothing confirmed is lost, nothing refused blocks the rest."""

import os
import signal
from collections.abc import Callable
from time import monotonic

import pytest

from cli.embedded.nats import Nats
from firmware_sim import broker
from firmware_sim.links import Links
from firmware_sim.outgoing import Outcome, Outgoing
from firmware_sim.uplink import TRIES_MAX
from tests.firmware_sim.conftest import Listener
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.broker
TOO_LARGE = b"x" * 9_000_000  # the broker takes 8 MiB


class Settled:
    """What became of each message."""

    def __init__(self) -> None:
        self.outcomes: dict[int, Outcome] = {}

    def __call__(self, message: Outgoing, outcome: Outcome) -> None:
        assert message.seq not in self.outcomes, "settled twice"
        self.outcomes[message.seq] = outcome


def _message(seq: int, payload: bytes | None = None) -> Outgoing:
    body = payload or b'{"v":1,"boot":"b","seq":%d,"readings":[]}' % seq
    return Outgoing(
        device="bay", topic="mobility/v1/telgte/bay/up", payload=body, boot="b", seq=seq
    )


def _links(server: Nats, settled: Settled, window: int) -> Links:
    address = broker.parse(f"mqtt://127.0.0.1:{server.port}")
    return Links(address, ["bay"], name="test", settled=settled, window=window)


def _turn_until(links: Links, done: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
    until_s = monotonic() + timeout_s
    while not done():
        assert monotonic() < until_s, "the links do not get there"
        links.turn(0.02)


def test_what_is_confirmed_has_arrived_in_order(nats_server: Nats, listener: Listener) -> None:
    settled = Settled()
    links = _links(nats_server, settled, window=20)
    for seq in range(500):
        links.put(_message(seq))

    _turn_until(links, lambda: links.idle)
    listener.wait_for(500)
    links.close()

    assert [said.seq for _, said in listener.decoded()] == list(range(500))
    assert set(settled.outcomes.values()) == {Outcome.ACKED}


@pytest.mark.parametrize("window", [1, 20])
def test_a_refused_message_is_given_up_after_three_tries_and_blocks_nobody(
    nats_server: Nats, listener: Listener, window: int
) -> None:
    settled = Settled()
    links = _links(nats_server, settled, window=window)
    refused = _message(3, TOO_LARGE)
    for seq in range(10):
        links.put(refused if seq == 3 else _message(seq))

    _turn_until(links, lambda: len(settled.outcomes) == 10)
    listener.wait_for_seqs(set(range(10)) - {3})
    links.close()

    given_up = [seq for seq, outcome in settled.outcomes.items() if outcome is Outcome.GIVEN_UP]
    assert given_up == [3]
    assert refused.tries == TRIES_MAX
    assert {said.seq for _, said in listener.decoded()} == set(range(10)) - {3}


def test_a_broker_killed_with_messages_in_flight_loses_none_that_were_or_will_be_confirmed(
    nats_server: Nats, listener: Listener
) -> None:
    settled = Settled()
    links = _links(nats_server, settled, window=200)
    for seq in range(3_000):
        links.put(_message(seq))
    _turn_until(links, lambda: len(settled.outcomes) > 500 and links.un_acked > 50)

    nats_server.kill()
    _turn_until(links, lambda: not links.connected)
    confirmed_before = len(settled.outcomes)
    nats_server.start()
    _turn_until(links, lambda: links.idle)

    assert confirmed_before < 3_000
    assert settled.outcomes == dict.fromkeys(range(3_000), Outcome.ACKED)
    (uplink,) = links.uplinks.values()
    assert uplink.republished > 0
    links.close()
    listener.wait_for_seqs(set(range(3_000)))


def test_a_broker_that_stays_away_is_nobodys_fault(nats_server: Nats, listener: Listener) -> None:
    settled = Settled()
    links = _links(nats_server, settled, window=1)
    _turn_until(links, lambda: links.connected)
    message = _message(0)
    (uplink,) = links.uplinks.values()
    assert nats_server.child is not None
    nats_server.child.send_signal(signal.SIGSTOP)  # so that no PUBACK slips through
    os.waitid(os.P_PID, nats_server.child.pid, os.WSTOPPED)  # all its threads stand still
    links.put(message)
    _turn_until(links, lambda: links.un_acked == 1)
    nats_server.kill()
    _turn_until(links, lambda: uplink.refusal is not None)
    nats_server.start()
    _turn_until(links, lambda: links.idle)
    links.close()

    assert settled.outcomes == {0: Outcome.ACKED}
    assert (message.tries, uplink.republished) == (0, 1)


def test_a_broker_that_refuses_the_password_is_named_as_such(nats_server: Nats) -> None:
    address = broker.parse(f"mqtt://wegwarte:wrong@127.0.0.1:{nats_server.port}")
    links = Links(address, ["bay"], name="test", settled=Settled())
    (uplink,) = links.uplinks.values()

    _turn_until(links, lambda: uplink.refusal is not None)
    links.close()

    assert "refuses the connection" in str(uplink.refusal)
    assert not links.connected


def test_devices_may_share_connections(nats_server: Nats, listener: Listener) -> None:
    devices = [f"bay-{n}" for n in range(50)]
    settled = Settled()
    address = broker.parse(f"mqtt://127.0.0.1:{nats_server.port}")
    links = Links(address, devices, name="test", settled=settled, connections=3)
    for seq, device in enumerate(devices):
        topic = f"mobility/v1/telgte/{device}/up"
        body = b'{"v":1,"boot":"b","seq":0,"readings":[]}'
        links.put(Outgoing(device=device, topic=topic, payload=body, boot="b", seq=seq))

    _turn_until(links, lambda: links.idle)
    listener.wait_for(50)
    links.close()

    assert len(links.uplinks) == 3
    assert {device for device, _ in listener.decoded()} == set(devices)


@pytest.mark.parametrize("url", ["127.0.0.1:1883", "http://host", "mqtt://", "mqtt://host:port"])
def test_an_address_that_is_none_is_refused_with_the_form(url: str) -> None:
    with pytest.raises(broker.AddressError, match="address"):
        broker.parse(url)


def test_no_password_is_shown() -> None:
    address = broker.parse("mqtts://sim:p%40ss@broker.example")

    assert address.password == "p@ss"
    assert str(address) == "mqtts://broker.example:8883"
