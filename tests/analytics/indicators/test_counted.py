"""Counters as questions to a site: windows, zones, gaps and marks; without a database."""

from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.answers import Known, Topic, answer, topics
from analytics.catalogue import CATALOGUE
from analytics.civil import Bucket, day_start_ms
from analytics.counting import annual
from analytics.counting.quarter_hours import of_quarters
from analytics.day_state import pack_days
from analytics.indicators import METHODS, estimates
from analytics.indicators.counted import lay, whole_hours
from analytics.quarters import QUARTER_MS, QUARTERS, Quarters, empty, no_ends
from analytics.question import Question
from analytics.said import Judgement
from analytics.site import Deployment, Site, Source
from analytics.spans import Span
from analytics.topic import Indicator
from devices.properties import Property
from devices.quality import Flag

BERLIN: Final = ZoneInfo("Europe/Berlin")
FIRST_DAY: Final = 18_990  # 29 December 2021
DAYS: Final = 380
FIRST, LAST = date(2022, 1, 1), date(2022, 12, 31)


def counted(seed: int = 1, scale: float = 1.0) -> Quarters:
    """Return what a counter may have counted around a year."""
    run = empty(FIRST_DAY * QUARTERS, DAYS * QUARTERS)
    rng = np.random.default_rng(seed)
    hour = np.arange(len(run)) // 4 % 24
    run.total[:] = rng.poisson(2 + 20 * scale * np.exp(-((hour - 7) ** 2) / 8))
    run.observed_ms[:] = run.expected_ms[:] = QUARTER_MS
    run.grain[:] = 1
    run.flag[:] = Flag.GOOD
    return run


def site(zone: ZoneInfo = BERLIN, **words: Any) -> Site:  # noqa: ANN401
    always = (Deployment(channel=1, device="x", span=Span(0, 4 * 10**12)),)
    return Site(
        id="allee",
        zone=zone,
        sources=tuple(
            Source(
                id=number,
                observed=Property.COUNT,
                mode="bicycle",
                direction=way,
                deployments=always,
                **words,
            )
            for number, way in ((1, "a"), (2, "b"))
        ),
    )


def known(first: Quarters, second: Quarters | None = None) -> Known:
    runs = {1: first, 2: counted(2) if second is None else second}
    return Known(states={key: pack_days(run, no_ends(DAYS)) for key, run in runs.items()})


def window(first: date, last: date, zone: ZoneInfo = BERLIN) -> Span:
    return Span(day_start_ms(first, zone), day_start_ms(last + timedelta(days=1), zone))


def asked(bucket: Bucket = Bucket.YEAR, span: Span | None = None) -> Question:
    return Question(window=span or window(FIRST, LAST), bucket=bucket, zone=BERLIN)


def dtv(direction: str = "") -> Topic:
    return Topic(Indicator.DTV, "bicycle", direction)


def test_the_year_of_a_site_is_what_the_kernel_says_of_its_quarters() -> None:
    run = counted()
    found = answer(site(), known(run), dtv("a"), asked())
    days = lay(site(), known(run), {"": site().sources[:1]}, asked()).days

    assert found.value.tolist() == [annual.aadt_fhwa(of_quarters(run, days)).value]
    assert found.details["reason"].tolist() == [None]
    assert found.total is not None
    assert found.total.value.tolist() == found.value.tolist()


def test_a_cross_section_is_the_sum_of_its_directions() -> None:
    stored = known(counted())
    one, other, both = (
        answer(site(), stored, dtv(way), asked()).value[0] for way in ("a", "b", "")
    )

    assert both == pytest.approx(one + other)


@pytest.mark.parametrize("topic", topics(site()), ids=str)
@pytest.mark.parametrize("bucket", [Bucket.DAY, Bucket.MONTH, Bucket.YEAR])
def test_nothing_known_is_no_number_and_never_zero(topic: Topic, bucket: Bucket) -> None:
    found = answer(site(), Known(states={}), topic, asked(bucket))

    assert np.isnan(found.value).all()
    assert (found.flag == Flag.MISSING).all()
    if "reason" in found.details:
        assert all(word == "insufficient_data" for word in found.details["reason"].tolist())


@pytest.mark.parametrize("topic", topics(site()), ids=str)
def test_what_is_said_beside_a_number_is_in_the_catalogue(topic: Topic) -> None:
    buckets = METHODS[topic.indicator].buckets
    told = {one.key for one in CATALOGUE[topic.indicator.value].details}

    for bucket in {Bucket.DAY, Bucket.MONTH, Bucket.YEAR} & buckets:
        assert set(answer(site(), known(counted()), topic, asked(bucket)).details) <= told


def test_a_zone_of_odd_quarters_is_asked_for_everything() -> None:
    assert whole_hours(BERLIN)
    everything = {topic.indicator for topic in topics(site(BERLIN))}
    for name in ("Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "America/St_Johns"):
        assert whole_hours(ZoneInfo(name))
        assert {topic.indicator for topic in topics(site(ZoneInfo(name)))} == everything


def test_where_days_are_no_whole_hours_volumes_and_checks_of_them_are_asked_alone() -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    assert not whole_hours(zone)
    assert {topic.indicator for topic in topics(site(zone))} == {
        Indicator.VOLUME,
        Indicator.CALIBRATION_FACTOR,
    }


@given(begin=st.integers(0, 200), length=st.integers(1, 160))
@settings(max_examples=20, deadline=None)
def test_of_a_window_nothing_outside_it_counts(begin: int, length: int) -> None:
    first = FIRST + timedelta(days=begin)
    span = window(first, first + timedelta(days=length - 1))
    inside = known(counted())
    days = range(span.from_ms // 86_400_000, (span.to_ms - 1) // 86_400_000 + 1)
    only = Known(
        states={key: {day: states[day] for day in days} for key, states in inside.states.items()}
    )
    for indicator in (Indicator.ADT, Indicator.PEAK_HOUR, Indicator.HOURLY_PROFILE):
        topic = Topic(indicator, "bicycle")
        one = answer(site(), inside, topic, asked(Bucket.YEAR, span))
        other = answer(site(), only, topic, asked(Bucket.YEAR, span))
        np.testing.assert_array_equal(one.value, other.value)


def test_a_window_that_ends_within_a_day_has_that_day_in_part() -> None:
    whole = window(date(2022, 6, 1), date(2022, 6, 3))
    span = Span(whole.from_ms, whole.to_ms - 6 * 3_600_000)
    found = answer(site(), known(counted()), Topic(Indicator.ADT, "bicycle"), asked(span=span))

    assert found.details["days"].tolist() == [2]
    assert found.n_expected.tolist() == [(72 - 6) * 4]


@pytest.mark.parametrize("bucket", [Bucket.MONTH, Bucket.YEAR])
def test_shares_need_no_hours_where_whole_days_were_counted(bucket: Bucket) -> None:
    daily = counted()
    daily.grain[daily.grain > 0] = QUARTERS  # as if each day were one number
    topic = Topic(Indicator.DIRECTIONAL_SPLIT, "bicycle")
    one = answer(site(), known(counted()), topic, asked(bucket)).value

    np.testing.assert_array_equal(answer(site(), known(daily), topic, asked(bucket)).value, one)
    assert not np.isnan(one).all()


def test_an_atypical_day_speaks_for_no_gap() -> None:
    run = counted()
    gap = slice((160 + 3) * QUARTERS, (161 + 3) * QUARTERS)  # within a UTC day
    fair = slice((167 + 3) * QUARTERS, (168 + 3) * QUARTERS)
    run.total[fair] *= 40
    run.observed_ms[gap] = run.total[gap] = 0
    span = window(FIRST + timedelta(days=159), FIRST + timedelta(days=162))
    begin = (FIRST_DAY * QUARTERS + fair.start) * QUARTER_MS
    said = Judgement(kind="atypical", span=Span(begin - 10**7, begin + 10**8))
    topic = Topic(Indicator.VOLUME, "bicycle")

    def guess(of: Site) -> float:
        (found,) = estimates.volumes(of, known(run), topic, asked(span=span), [span])
        assert found is not None
        assert found.value is not None
        return found.value

    # The fair is one of the days like the gap: unless somebody says so, it is taken for usual.
    assert guess(site()) > 1.5 * guess(site(judgements=(said,)))


def test_no_gap_has_no_estimate() -> None:
    span = window(FIRST, date(2022, 1, 31))
    topic = Topic(Indicator.VOLUME, "bicycle")

    assert estimates.volumes(site(), known(counted()), topic, asked(span=span), [span]) == [None]
