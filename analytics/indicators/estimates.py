"""What a volume probably was where there are gaps: beside the count, never in its place."""

from collections.abc import Sequence

import numpy as np

from analytics.calendar.region import number_of
from analytics.civil import local_date
from analytics.counting import estimate, filling
from analytics.counting.estimate import Estimate
from analytics.counting.nearby import FAR_DAYS
from analytics.indicators.counted import lay, whole_hours
from analytics.indicators.method import Known
from analytics.indicators.volumes import parts
from analytics.question import Question
from analytics.site import Site
from analytics.spans import Span
from analytics.topic import Topic


def volumes(
    site: Site, known: Known, topic: Topic, asked: Question, spans: Sequence[Span]
) -> list[Estimate | None]:
    """Estimate the volume of civil days in a row, such as a month; None where it is withheld.

    Days that somebody calls atypical speak for no other day.

    Parameters
    ----------
    known
        Of the days of the question, and of 8 weeks before and after it.
    spans
        Parts of the window of the question that begin and end at local midnights.

    References
    ----------
    Indicators B15, E9: see `analytics.counting.filling`.

    Examples
    --------
    Of 1 January the afternoon is lost; 56 whole days around it speak for it:

    >>> from analytics.example import DAY, asked, counted
    >>> from analytics.indicators.example import COUNTER
    >>> from analytics.topic import Indicator
    >>> whole, half = counted(3.0)[0], counted(3.0, known=48)[0]
    >>> days = {day: whole if day else half for day in range(-28, 29)}
    >>> known, bicycles = Known(states={1: days, 2: days}), Topic(Indicator.VOLUME, "bicycle")
    >>> (found,) = volumes(COUNTER, known, bicycles, asked(), [DAY])
    >>> found.value, found.filled_days
    (576.0, 1)
    """
    if not whole_hours(asked.zone):
        return [None for _ in spans]
    laid = lay(
        site,
        known,
        {"": parts(site, topic.mode, topic.direction)},
        asked,
        before_days=FAR_DAYS,
        after_days=FAR_DAYS,
    )
    filled = filling.fill(laid.all, laid.types.classes(), typical=~laid.untypical_days)
    found = []
    for span in spans:
        first, last = (local_date(ms, asked.zone) for ms in (span.from_ms, span.to_ms - 1))
        number = laid.days.number
        on = (number >= number_of(first)) & (number <= number_of(last))
        one = estimate.total(filled, np.asarray(on))
        found.append(one if one.reason is None and one.filled_days else None)
    return found
