"""Dew point and frost point of a site, of air temperature and humidity (indicators D7)."""

from typing import Final

import numpy as np

from analytics.civil import Buckets
from analytics.environment import dew, means
from analytics.fold import fold
from analytics.indicators.environment import Words, method, series, sources
from analytics.indicators.measured import HOUR, hourly, of_buckets, run_of
from analytics.indicators.method import Known
from analytics.question import Question
from analytics.series import Series, with_total
from analytics.site import Site
from analytics.topic import Indicator, Topic
from devices.properties import Property

_DEW: Final = (Property.AIR_TEMPERATURE, Property.RELATIVE_HUMIDITY)


def _dew_point(site: Site, known: Known, topic: Topic, asked: Question) -> Series:
    """Return the dew point of hourly means; of a longer bucket the mean of its hours."""
    words = Words(
        method="Magnus formula of hourly means (Alduchov and Eskridge)", version=dew.METHOD_VERSION
    )
    measured = sources(*_DEW)(site, topic)
    air, damp = (run_of(source, known, asked, *asked.run()) for source in measured)

    def told(divided: Buckets) -> Series:
        edges = divided.edges
        pair = hourly(air, edges), hourly(damp, edges)
        found = {}
        for name, point in (("dew", dew.dew_point), ("frost", dew.frost_point)):
            if pair[0] is None or pair[1] is None:
                found[name] = point(*(means.of_buckets(fold(run, edges)) for run in (air, damp)))
                continue
            hours = point(pair[0], pair[1])
            short = int(np.diff(edges).max()) <= HOUR
            found[name] = hours if short else of_buckets(air, edges, hours, asked.until_ms)
        frost = {"frost_point": found["frost"]}
        return series(words, divided, fold(air, edges), found["dew"], frost)

    return with_total(told, asked)


DEW_POINT: Final = method(Indicator.DEW_POINT, _DEW, _dew_point)
