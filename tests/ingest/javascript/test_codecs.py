"""Every form in which vendors publish a decoder is read, and what it returns arrives as it is."""

import pytest

from ingest.javascript.decoders import Decoders
from ingest.javascript.job import SOURCE_MAX_BYTES, Codec, Decoded
from tests.ingest.javascript.asked import decode_body, fields, job, refusal

CALL = "(input) { return { data: read(input.bytes, input.fPort) }; }"
FORMS = {
    "The Things Network": f"function decodeUplink{CALL}",
    "arrow": "const decodeUplink = (input) => ({ data: read(input.bytes, input.fPort) });",
    "exports": f"exports.decodeUplink = function {CALL};",
    "module": f"module.exports = {{ decodeUplink{CALL} }};",
    "driver": "var driver = { read, decodeUplink: function "
    f"{CALL.replace('read(', 'this.read(')} }};",
    "older Things Network": "function Decoder(bytes, port) { return read(bytes, port); }",
    "older ChirpStack": "function Decode(fPort, bytes, variables) { return read(bytes, fPort); }",
}
READ = "function read(bytes, port) { return { sum: bytes[0] * 256 + bytes[1], port: port }; }\n"


@pytest.mark.parametrize("form", FORMS)
async def test_a_codec_decodes_in_its_own_form(decoders: Decoders, form: str) -> None:
    assert await fields(decoders, READ + FORMS[form], b"\x02\x01", 85) == {"sum": 513, "port": 85}


async def test_the_newest_form_wins_over_older_ones_in_one_file(decoders: Decoders) -> None:
    source = (
        "function Decode(p, b) { return { form: 'old' }; }"
        "function Decoder(b, p) { return { form: 'older' }; }"
        "function decodeUplink(i) { return { data: { form: 'newest' } }; }"
    )

    assert await fields(decoders, source) == {"form": "newest"}


async def test_a_file_without_a_decoder_is_told_what_was_looked_for(decoders: Decoders) -> None:
    said = await refusal(decoders, "function encodeDownlink(input) { return { bytes: [] }; }")

    assert "driver.decodeUplink" in said
    assert "Decode(port, bytes)" in said


async def test_a_mistake_in_the_file_is_told_with_its_line(decoders: Decoders) -> None:
    said = await refusal(decoders, "function decodeUplink(input) {\n  return {{};\n}")

    assert "cannot be loaded: SyntaxError" in said
    assert ":2:" in said


async def test_undeclared_variables_are_taken_as_vendors_write_them(decoders: Decoders) -> None:
    source = decode_body(
        "for (i = 0; i < 3; i++) total = (i || 0) + 1; return { data: { total } };"
    )

    assert await fields(decoders, source) == {"total": 3}


async def test_an_empty_frame_is_decoded(decoders: Decoders) -> None:
    source = decode_body("return { data: { length: input.bytes.length } };")

    assert await fields(decoders, source, b"", 0) == {"length": 0}


async def test_values_json_has_not_are_left_out_or_null(decoders: Decoders) -> None:
    source = decode_body(
        "return { data: { nan: NaN, gone: undefined, far: 1 / 0, list: [1, [2]] } };"
    )

    assert await fields(decoders, source) == {"nan": None, "far": None, "list": [1, [2]]}


async def test_a_list_of_samples_is_kept_under_data(decoders: Decoders) -> None:
    source = decode_body("return { data: [{ variable: 'count', value: 7 }] };")

    assert await fields(decoders, source) == {"data": [{"variable": "count", "value": 7}]}


async def test_warnings_come_with_the_fields(decoders: Decoders) -> None:
    source = decode_body(
        "return { data: { a: 1 }, warnings: ['low battery', { message: 'odd' }] };"
    )

    assert await decoders.decode([job(source)]) == [
        Decoded(fields={"a": 1}, warnings=("low battery", "odd"))
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return { data: {}, errors: ['unknown', { message: 'more' }] };", "unknown; more"),
        ("throw new RangeError('too short');", "RangeError: too short"),
        ("throw 'just text';", "just text"),
        ("return undefined;", "returned undefined"),
        ("return { data: undefined };", "no data object"),
        ("return { data: 'text' };", "no data object"),
        ("return Promise.resolve({ data: {} });", "a promise"),
        ("return { data: { big: 10n } };", "BigInt"),
        ("const a = {}; a.a = a; return { data: a };", "circular"),
        ("return require('fs').readFileSync('/etc/passwd');", "'buffer' and nothing else"),
    ],
)  # fmt: skip
async def test_what_cannot_be_decoded_says_why(decoders: Decoders, body: str, words: str) -> None:
    assert words in await refusal(decoders, decode_body(body))


async def test_a_frame_gives_the_same_fields_on_any_day(decoders: Decoders) -> None:
    source = decode_body(
        "const now = new Date(); return { data: { received: input.recvTime.toISOString(),"
        " now: now.toISOString(), ms: Date.now(), text: Date(), date: now instanceof Date,"
        " day: new Date(2026, 2, 1).toISOString(), chance: Math.random() } };"
    )

    first = await fields(decoders, source)

    assert first["received"] == first["now"] == "2026-03-01T12:30:00.250Z"
    assert first["ms"] == 1_772_368_200_250
    assert first["text"].startswith("Sun Mar 01 2026 12:30:00")
    assert first["date"] is True
    assert first["day"] == "2026-03-01T00:00:00.000Z"  # the zone is UTC
    assert await fields(decoders, source) == first


async def test_a_driver_that_wants_the_time_as_text_gets_it(decoders: Decoders) -> None:
    source = decode_body("return { data: { day: input.recvTime.split('T')[0] } };")

    assert await fields(decoders, source) == {"day": "2026-03-01"}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("Buffer.from(input.bytes).readUInt16BE(0)", 0x0102),
        ("Buffer.from(input.bytes).readUInt16LE(2)", 0xFE03),
        ("Buffer.from(input.bytes).readInt8(3)", -2),
        ("Buffer.from(input.bytes).readUIntBE(0, 3)", 0x010203),
        ("Buffer.from(input.bytes).readInt32BE(0)", 0x010203FE),
        ("Buffer.from('0000803f', 'hex').readFloatLE(0)", 1),
        ("Buffer.from(input.bytes).toString('hex')", "010203fe"),
        ("Buffer.from('aGVsbG8=', 'base64').toString()", "hello"),
        ("Buffer.from('grün').toString('base64')", "Z3LDvG4="),
        ("Buffer.from(input.bytes).slice(1, 3).toString('hex')", "0203"),
        ("new Buffer(2).length", 2),
        ("Buffer.concat([Buffer.from([1]), Buffer.alloc(1, 9)]).toString('hex')", "0109"),
        ("require('buffer').Buffer === Buffer", True),
        ("Buffer.isBuffer(Buffer.from([1]).subarray(0))", True),
        ("Buffer.from([5, 6]).map((b) => b * 2).toJSON().data", [10, 12]),
    ],
)  # fmt: skip
async def test_the_buffer_that_decoders_need_is_there(
    decoders: Decoders, expression: str, value: object
) -> None:
    source = decode_body(f"return {{ data: {{ value: {expression} }} }};")

    assert await fields(decoders, source, b"\x01\x02\x03\xfe") == {"value": value}


async def test_reading_past_the_end_of_a_buffer_is_an_error_as_in_node(decoders: Decoders) -> None:
    said = await refusal(decoders, decode_body("return Buffer.from(input.bytes).readUInt16BE(0);"))

    assert "outside buffer bounds" in said


async def test_what_a_codec_makes_itself_works_in_the_frozen_language(decoders: Decoders) -> None:
    source = (
        "'use strict'; String.prototype.twice = function () { return this + this; };"
        "class Odd extends Error { constructor(m) { super(m); this.name = 'Odd'; } }"
        "function Bay() {} Bay.prototype.toString = function () { return 'bay'; };"
        + decode_body(
            "const o = {}; o.toString = () => 'mine'; o.constructor = 3; console.log('quiet');"
            "let e; try { throw new Odd('x'); } catch (why) { e = String(why); }"
            "return { data: { o: '' + o, bay: '' + new Bay(), e, twice: 'ab'.twice() } };"
        )
    )

    assert await fields(decoders, source) == {
        "o": "mine",
        "bay": "bay",
        "e": "Odd: x",
        "twice": "abab",
    }


@pytest.mark.parametrize(
    "source",
    [
        "var at = 0; function decodeUplink(i) { return { data: { v: i.bytes[at++] } }; }",
        "const kept = {}; function Decoder(b) { kept[b[0]] = true; kept.v = b[0]; return kept; }",
        "let found; exports.decodeUplink = (i) => "
        "({ data: { v: i.bytes[0], before: found, n: (found = 1) && undefined } });",
        "function Decode(p, b) { if (b[0] === 1) old = b[0];"
        " return { v: b[0], old: typeof old === 'undefined' || b[0] === 1 ? undefined : old }; }",
        "module.exports.n = (module.exports.n || 0) + 1;"
        "module.exports.decodeUplink = (i) => ({ data: { v: i.bytes[0] * module.exports.n } });",
        "if (typeof Object.assign2 !== 'function') Object.defineProperty(Object, 'assign2', {});"
        "Object.defineProperty(Object, 'assign', { value: (a, b) => { a.v = b.v; return a; } });"
        "var n = 1; function decodeUplink(i) "
        "{ return { data: Object.assign({}, { v: i.bytes[0] * n++ }) }; }",
        "'use strict'; Math.trunc = (x) => x - 1; Object.entries = null; var n = 1;"
        "function decodeUplink(i) { return { data: { v: Math.trunc(i.bytes[0] * n++) + 1 } }; }",
        "'use strict'; Array.prototype.total = function () { return this[0]; }; var n = 1;"
        "function decodeUplink(i) { return { data: { v: i.bytes.total() * n++ } }; }",
    ],
    ids=[
        "position",
        "gathered",
        "let",
        "undeclared",
        "exports",
        "with a polyfill",
        "strict",
        "strict, cannot begin twice",
    ],
)
async def test_what_one_frame_left_in_a_codecs_variables_is_not_in_the_next(
    decoders: Decoders, source: str
) -> None:
    first, second = await decoders.decode([job(source, b"\x01"), job(source, b"\x02")])

    assert isinstance(first, Decoded)
    assert isinstance(second, Decoded)
    assert second.fields["v"] == 2
    assert set(second.fields) <= {"v", "2"}


async def test_outcomes_come_in_the_order_of_their_frames(decoders: Decoders) -> None:
    sources = [
        decode_body(f"return {{ data: {{ n: {n}, b: input.bytes[0] }} }};") for n in range(7)
    ]
    jobs = [job(sources[i % 7], bytes([i % 256])) for i in range(1_000)]

    outcomes = await decoders.decode(jobs)

    assert [o.fields for o in outcomes if isinstance(o, Decoded)] == [
        {"n": i % 7, "b": i % 256} for i in range(1_000)
    ]


def test_a_file_larger_than_any_codec_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 1048576"):
        Codec.of(name="huge.js", source=" " * (SOURCE_MAX_BYTES + 1))
