"""What the radio says of devices, gathered between two transactions. Pure."""

from datetime import datetime

from devices.uplink import Event, Gateway, Uplink
from store.health import Heard
from store.instants import from_us

_WEAK: float = -1_000.0  # no signal that was measured is weaker
_GATEWAYS_MAX = 16


def heard(device: str, uplink: Uplink, at_us: int) -> Heard:
    """Return what one message says of a device, heard at a time. [us since 1970]."""
    at = from_us(at_us)
    news = Heard(device=device)
    if uplink.event is Event.UP:
        _take_signal(news, uplink, at)
    if uplink.event is Event.JOIN:
        news.joined_at = at
    if uplink.battery_percent is not None:
        news.battery_percent, news.battery_at = uplink.battery_percent, at
    if uplink.margin_db is not None:
        news.margin_db, news.margin_at = uplink.margin_db, at
    if uplink.note:
        news.told, news.told_at = uplink.note.replace("\x00", ""), at
    return news


def _take_signal(news: Heard, uplink: Uplink, at: datetime) -> None:
    news.heard_at = at
    news.session, news.counter = uplink.session, uplink.counter
    news.spreading_factor = uplink.spreading_factor
    news.heard_as = [name.replace("\x00", "") for name in uplink.names]
    gateways: tuple[Gateway, ...] | list[Gateway] = uplink.gateways
    if len(gateways) > 1:
        gateways = sorted(gateways, key=_strength, reverse=True)[:_GATEWAYS_MAX]
    if gateways:
        best = gateways[0]
        news.rssi_dbm, news.snr_db = best.rssi_dbm, best.snr_db
        news.gateways = [g.id.replace("\x00", "") for g in gateways if g.id]


def _strength(gateway: Gateway) -> float:
    return _WEAK if gateway.rssi_dbm is None else gateway.rssi_dbm


def add(news: dict[str, Heard], said: Heard) -> None:
    """Add what one message says; of each matter the newest word stays."""
    known = news.get(said.device)
    if known is None:
        news[said.device] = said
        return
    if _is_newer(said.heard_at, known.heard_at):
        known.heard_at, known.session, known.counter = said.heard_at, said.session, said.counter
        known.rssi_dbm, known.snr_db, known.gateways = said.rssi_dbm, said.snr_db, said.gateways
        known.spreading_factor, known.heard_as = said.spreading_factor, said.heard_as
    if _is_newer(said.battery_at, known.battery_at):
        known.battery_percent, known.battery_at = said.battery_percent, said.battery_at
    if _is_newer(said.margin_at, known.margin_at):
        known.margin_db, known.margin_at = said.margin_db, said.margin_at
    if _is_newer(said.joined_at, known.joined_at):
        known.joined_at = said.joined_at
    if _is_newer(said.told_at, known.told_at):
        known.told, known.told_at = said.told, said.told_at
    known.compared += said.compared
    known.differed += said.differed
    known.difference = said.difference or known.difference


def _is_newer(at: datetime | None, than: datetime | None) -> bool:
    return at is not None and (than is None or at >= than)
