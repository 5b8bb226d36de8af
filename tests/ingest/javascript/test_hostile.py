"""Whatever a codec does, its frame is set aside with words and others go on."""

import asyncio
import time

import pytest

from devices.errors import RejectedError
from ingest.javascript.decoders import Decoders
from ingest.javascript.job import Decoded
from tests.ingest.javascript.asked import GOOD, decode_body, fields, job, refusal

LONG = "0.1 s of processor time"
STOPPED = {
    "loop": ("while (true) {}", LONG),
    "loop that catches": ("for (;;) try { for (;;); } catch (e) {} finally { continue; }", LONG),
    "catastrophic regex": (r"return /^(a+)+$/.test('a'.repeat(60) + 'b');", LONG),
    "sort that never ends": ("[3, 1, 2].sort(() => { while (true); });", LONG),
    "error without words": ("throw { toString() { while (true); } };", LONG),
    "getter": ("return { data: { get a() { while (true); } } };", LONG),
    "proxy": ("return new Proxy({}, { get() { while (true); } });", LONG),
    "errors that loop": ("return { errors: [{ get message() { while (true); } }] };", LONG),
    "memory": ("const a = []; while (true) a.push(new Array(1000).fill(a));", "32 MB"),
    "gigabyte": ("return { data: { n: new Uint8Array(1e9).length } };", "32 MB"),
    "huge string": ("return { data: { s: 'x'.repeat(1 << 29) } };", "32 MB"),
    "huge output": ("return { data: { s: 'x'.repeat(100000) } };", "at most 65536"),
    "deep output": ("let o; for (let i = 0; i < 1e5; i++) o = { o }; return { data: o }", "stack"),
    "recursion": ("const f = () => f() + 1; return { data: { f: f() } };", "stack"),
    "toJSON": ("return { data: { toJSON() { return 'text'; } } };", "cannot be written"),
    "async": ("return (async () => ({ data: {} }))();", "promise"),
    "surrogate": (r"return { data: { '\ud800': 1 } };", "no JSON object"),
    "module": ("import('fs');", "no object"),
}  # fmt: skip


@pytest.mark.parametrize("attack", STOPPED)
async def test_an_attack_is_stopped_and_named(decoders: Decoders, attack: str) -> None:
    body, words = STOPPED[attack]

    assert words in await refusal(decoders, decode_body(body))
    assert await fields(decoders, GOOD, b"\x07") == {"first": 7}


async def test_a_file_that_loops_when_it_is_loaded_is_stopped(decoders: Decoders) -> None:
    assert "cannot be loaded" in await refusal(decoders, "while (true);" + GOOD)
    assert await fields(decoders, GOOD) == {"first": 1}


async def test_endless_promises_never_run(decoders: Decoders) -> None:
    source = decode_body(
        "const again = () => Promise.resolve().then(again); again(); return { data: { a: 1 } };"
    )

    for _ in range(50):
        assert await fields(decoders, source) == {"a": 1}


TAMPERING = {
    "JSON": "JSON.stringify = () => 'x'; JSON.parse = () => 5; JSON = null;",
    "toJSON": "Object.prototype.toJSON = () => 'stolen'; Array.prototype.toJSON = () => 'stolen';",
    "pollution": "Object.prototype.evil = 1; ({}).__proto__.evil = 2; Array.prototype.evil = 3;",
    "methods": "Array.prototype.push = Array.prototype.map = String.prototype.slice = () => 'x';",
    "globals": "parseInt = Object = Array = String = Number = Date = Math = () => 666;",
    "input": "input.bytes.length = 0; Object.setPrototypeOf(input.bytes, null); input.fPort = 9;",
    "prototype": "Object.setPrototypeOf(Array.prototype, { evil: 1 });",
    "caller": "(function f() { f.caller.arguments[0] = 1; })();",
}


@pytest.mark.parametrize("trick", TAMPERING)
async def test_tampering_changes_neither_the_next_frame_nor_another_codec(
    decoders: Decoders, trick: str
) -> None:
    read = (
        "const list = [1]; list.push(2);"
        "return { data: { b: input.bytes[0], list, n: parseInt('12', 10), evil: ({}).evil,"
        " array: [].evil, at: new Date(5).getTime(), text: JSON.stringify({ a: 1 }) },"
        " warnings: ['w'] };"
    )
    clean = {"b": 5, "list": [1, 2], "n": 12, "at": 5, "text": '{"a":1}'}
    tampers = decode_body(f"if (input.fPort === 66) {{ {TAMPERING[trick]} }} {read}")
    other = decode_body(read)

    await decoders.decode([job(tampers, b"\x05", port=66)])
    outcomes = await decoders.decode([job(tampers, b"\x05"), job(other, b"\x05")])

    assert outcomes == [Decoded(fields=clean, warnings=("w",))] * 2


async def test_memory_that_earlier_frames_hoard_is_not_taken_from_later_ones(
    decoders: Decoders,
) -> None:
    source = "var kept = [];" + decode_body(
        "kept.push(new Uint8Array(4 * 1024 * 1024)); return { data: { a: 1 } };"
    )

    outcomes = await decoders.decode([job(source) for _ in range(40)])

    assert outcomes == [Decoded(fields={"a": 1})] * 40


async def test_nothing_of_the_host_is_in_sight(decoders: Decoders) -> None:
    source = decode_body(
        "return { data: Object.fromEntries(['process', 'os', 'std', 'fetch', 'setTimeout',"
        " 'XMLHttpRequest', 'Deno', 'global', 'performance', 'scriptArgs', 'print']"
        ".map((name) => [name, typeof globalThis[name]])) };"
    )

    assert set((await fields(decoders, source)).values()) == {"undefined"}


async def test_a_codec_that_loops_rests_and_others_keep_their_rate(decoders: Decoders) -> None:
    hostile = decode_body("while (true) {}")
    await fields(decoders, GOOD)
    good = [job(GOOD, bytes([i % 256]), sender=f"good-{i % 50}") for i in range(10_000)]
    mixed = [
        job(hostile, bytes([i % 256]), sender=f"bad-{i % 20}") if i % 2 else one
        for i, one in enumerate(good)
    ]

    began_s = time.monotonic()
    outcomes = await decoders.decode(mixed)
    took_s = time.monotonic() - began_s

    assert all(isinstance(o, Decoded) for o in outcomes[::2])
    assert all(isinstance(o, RejectedError) for o in outcomes[1::2])
    # 5,000 loops of 0.1 s would be 500 s; the codec may waste 1 s, and a tenth of the time after.
    assert took_s < 10
    assert "rests for" in str(outcomes[-1])


async def test_one_device_that_makes_a_codec_loop_does_not_stop_its_siblings(
    decoders: Decoders,
) -> None:
    source = decode_body("while (input.bytes[0] === 255); return { data: { a: 1 } };")
    bad = [job(source, b"\xff", sender="damaged") for _ in range(100)]

    await decoders.decode(bad)
    outcomes = await decoders.decode([job(source, b"\x01", sender=f"d{i}") for i in range(100)])

    assert outcomes == [Decoded(fields={"a": 1})] * 100
    assert "this device" in await refusal(decoders, source, sender="damaged")


@pytest.mark.parametrize(
    "source",
    [
        decode_body(
            "if (input.bytes[0] === 9) Array(1 << 28).join(''); return { data: { a: 1 } };"
        ),
        "if (true) throw { toString() { while (true); } };",
    ],
    ids=["join", "load"],
)
async def test_what_outlasts_the_limits_is_killed_and_only_its_own_frame_is_set_aside(
    decoders: Decoders, source: str
) -> None:
    before = [job(GOOD, bytes([i])) for i in range(100)]
    await decoders.decode(before)
    (pid,) = decoders.pids

    outcomes = await decoders.decode([*before, job(source, b"\x09", sender="bad"), *before])

    others = outcomes[:100] + outcomes[101:]
    assert others == [Decoded(fields={"first": i}) for i in range(100)] * 2
    assert "ended the process" in str(outcomes[100])
    assert "silent for 1 s" in str(outcomes[100])
    assert decoders.pids != [pid]


async def test_a_second_process_goes_on_while_one_is_silent() -> None:
    silent = decode_body("Array(1 << 28).join(''); return { data: {} };")
    async with Decoders(processes=2) as decoders:
        await decoders.decode([job(GOOD)] * 600)
        killed = asyncio.create_task(decoders.decode([job(silent, sender="bad")]))
        finished = 0
        while not killed.done():
            outcomes = await decoders.decode([job(GOOD)] * 100)
            assert outcomes == [Decoded(fields={"first": 1})] * 100
            finished += 1

        assert finished > 10
        assert "ended the process" in str((await killed)[0])
