"""The history says times as people read them."""

from cli.registry.history import differences


def test_moments_and_spans_are_said_as_tables_show_them() -> None:
    before = {"valid": '["2026-11-19 23:00:00+00",)', "accepted_at": None, "name": "Marktplatz"}
    after = {
        "valid": '["2026-11-19 23:00:00+00","2026-11-22 18:00:00+00")',
        "accepted_at": "2026-11-19T23:00:00.57599+00:00",
        "name": "Markt (alt), 2",
    }

    assert differences(before, after) == [
        "valid: from 2026-11-19 23:00Z on -> from 2026-11-19 23:00Z until 2026-11-22 18:00Z",
        "accepted_at: - -> 2026-11-19 23:00Z",
        "name: Marktplatz -> Markt (alt), 2",
    ]


def test_a_span_without_an_end_says_so() -> None:
    assert differences({"valid": "(,)"}, {"valid": '(,"2026-11-22 18:00:00+00")'}) == [
        "valid: always -> until 2026-11-22 18:00Z"
    ]
    assert differences(None, {"note": "[1, 2]", "day": "2026-11-22"}) == [
        "added: note [1, 2], day 2026-11-22"
    ]
