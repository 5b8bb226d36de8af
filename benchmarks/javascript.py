"""Vendors' JavaScript through the decoding processes, as ingest asks: batches, a mixed load.

The codecs are small ones of our own in the forms vendors use, and one of a vendor's usual size;
a hostile one beside them shows what others lose by it.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from benchmarks.bench import Bench
from benchmarks.figure import Figure, Reference
from devices.errors import RejectedError
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Codec, Job

_RECEIVED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH: Final = 2_048  # what ingest takes from its source at once
_WANTED_PER_S: Final = 5_000.0

_PARKING: Final = """
function decodeUplink(input) {
  if (input.fPort !== 1) return { errors: ['unknown port ' + input.fPort] };
  return { data: { type: 'parking_status', occupied: (input.bytes[0] & 1) === 1 } };
}
"""
_RADAR: Final = """
function Decoder(bytes, port) {
  var decoded = { interval: bytes[0] * 60, cats: [] };
  for (var i = 1; i + 2 < bytes.length; i += 3) {
    decoded.cats.push({ count: (bytes[i] << 8) | bytes[i + 1], speed: bytes[i + 2] });
  }
  return decoded;
}
"""
_COUNTER: Final = """
function readUInt32LE(b, i) { return (b[i] + (b[i+1] << 8) + (b[i+2] << 16) + b[i+3] * 16777216); }
function decodeUplink(input) {
  var decoded = {}, bytes = input.bytes;
  for (var i = 0; i < bytes.length;) {
    var id = bytes[i++], type = bytes[i++];
    if (id === 0x01 && type === 0x75) { decoded.battery = bytes[i++]; }
    else if (type === 0xd2) { decoded['line_' + (id - 2)] = readUInt32LE(bytes, i); i += 4; }
    else if (type === 0x67) {
      var raw = (bytes[i+1] << 8) | bytes[i];
      decoded.temperature = (raw > 0x7fff ? raw - 0x10000 : raw) / 10; i += 2;
    } else break;
  }
  return { data: decoded, warnings: decoded.battery < 10 ? ['low battery'] : [] };
}
"""
_BUFFERED: Final = """
module.exports.decodeUplink = function (input) {
  const b = Buffer.from(input.bytes);
  const values = [];
  for (let i = 5; i + 1 < b.length; i += 2) values.push(b.readUInt16BE(i));
  return { data: { version: b.readUInt8(0), id: b.readUInt16BE(1), flags: b.readUInt16BE(3),
    serial: b.slice(1, 3).toString('hex'), at: input.recvTime.toISOString(), values } };
};
"""
_FUNCTION: Final = "function scaled%d(b, i) { return (b[i] + (b[i + 1] << 8)) * 0.0%d - %d; }\n"
_TABLE: Final = "var table%d = { name: 'register %d', unit: 'W', scale: 0.%d, list: [1, 2, 3] };\n"
_LARGE: Final = (  # 50 KB that begin anew with every frame, as those of 54 KB that makers publish
    "".join(_FUNCTION % (n, n, n) for n in range(600))
    + "".join(_TABLE % (n, n, n) for n in range(60))
    + _COUNTER
)
_HOSTILE: Final = "function decodeUplink(input) { while (true) {} }"

_MIX: Final = (
    (_PARKING, 1, "01"),
    (_RADAR, 15, "0f" + "00112a" * 8),
    (_COUNTER, 85, "017564" + "03d2e8030000" + "04d2d0070000" + "05671901"),
    (_BUFFERED, 1, "0211be000f" + "0c25" * 7),
    (_LARGE, 85, "017509" + "03d2e8030000" + "0567ffff"),
)


def run(bench: Bench) -> Iterator[Figure]:
    """Yield the rate of a mixed load, and the same beside a codec that never ends."""
    rounds, batches = bench.amount(5, 1), bench.amount(20, 2)
    calm = asyncio.run(_rates(rounds, batches, hostile=False))
    yield Figure(
        name="javascript.mixed",
        values=calm,
        unit="messages/s",
        reference=Reference(name="wanted", values=[_WANTED_PER_S] * rounds),
        at_least=1,
        note=f"{len(_MIX)} codecs, one process, batches of {_BATCH}",
    )
    yield Figure(
        name="javascript.beside_a_loop",
        values=asyncio.run(_rates(rounds, batches, hostile=True)),
        unit="messages/s",
        reference=Reference(name="the same without the loop", values=calm),
        note="every tenth message belongs to a codec that never ends; the others are counted",
    )


async def _rates(rounds: int, batches: int, *, hostile: bool) -> list[float]:
    """Return decoded messages a second, each round on a process that has its codecs."""
    rates = []
    async with Decoders(processes=1) as decoders:
        await decoders.decode(_jobs(hostile=False))
        for _ in range(rounds):
            jobs = _jobs(hostile=hostile)
            began_s = time.monotonic()
            decoded = 0
            for _ in range(batches):
                outcomes = await decoders.decode(jobs)
                decoded += sum(not isinstance(outcome, RejectedError) for outcome in outcomes)
            rates.append(decoded / (time.monotonic() - began_s))
            wanted = batches * sum(job.codec.name != "hostile.js" for job in jobs)
            if decoded != wanted:
                raise AssertionError(f"{decoded} of {wanted} messages were decoded")
    return rates


def _jobs(*, hostile: bool) -> list[Job]:
    mix = [
        (Codec.of(name=f"codec-{n}.js", source=source), port, bytes.fromhex(payload))
        for n, (source, port, payload) in enumerate(_MIX)
    ]
    bad = Codec.of(name="hostile.js", source=_HOSTILE), 1, b"\x00"
    chosen = [bad if hostile and i % 10 == 9 else mix[i % len(mix)] for i in range(_BATCH)]
    return [
        Job(codec=codec, port=port, payload=payload, received=_RECEIVED, sender=f"device-{i % 300}")
        for i, (codec, port, payload) in enumerate(chosen)
    ]
