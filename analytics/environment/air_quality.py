"""Air-quality indices, each in its version (indicators D6).

NO2 of 35 ug/m3 is "gut" in the old LQI and "mäßig" in the new one: a chart across the change is
wrong unless it is computed anew. So the table and its version travel with every index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.quarters import Byte, Float

METHOD_VERSION: Final = 2


class Pollutant(StrEnum):
    """Pollutants of indices and limits, named as the observed properties."""

    PM2_5 = "pm2_5"
    PM10 = "pm10"
    NO2 = "no2"
    O3 = "o3"
    SO2 = "so2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Classes of an index.

    Parameters
    ----------
    name, version
        Travel with every index.
    whole
        Whether values are rounded to whole numbers before they are compared.
    bounds
        Upper bound of each class but the last; it belongs to the class. [ug/m3]
    words_de, words_en
        The classes from the best on.
    """

    name: str
    version: str
    whole: bool
    bounds: Mapping[Pollutant, tuple[float, ...]]
    words_de: tuple[str, ...]
    words_en: tuple[str, ...]


_LQI_DE: Final = ("sehr gut", "gut", "mäßig", "schlecht", "sehr schlecht")
_LQI_EN: Final = ("very good", "good", "moderate", "poor", "very poor")

#: European Air Quality Index, hourly, ETC HE report 2024/17, table 5.2.
EAQI: Final = Table(
    name="European Air Quality Index",
    version="2024",
    whole=False,
    bounds={
        Pollutant.PM2_5: (5, 15, 50, 90, 140),
        Pollutant.PM10: (15, 45, 120, 195, 270),
        Pollutant.NO2: (10, 25, 60, 100, 150),
        Pollutant.O3: (60, 100, 120, 160, 180),
        Pollutant.SO2: (20, 40, 125, 190, 275),
    },
    words_de=("gut", "mittel", "mäßig", "schlecht", "sehr schlecht", "extrem schlecht"),
    words_en=("good", "fair", "moderate", "poor", "very poor", "extremely poor"),
)
#: Luftqualitätsindex of the Umweltbundesamt, five pollutants, hourly.
LQI: Final = Table(
    name="Luftqualitätsindex (UBA)",
    version="five pollutants",
    whole=True,
    bounds={
        Pollutant.PM10: (9, 27, 54, 90),
        Pollutant.PM2_5: (5, 15, 30, 50),
        Pollutant.O3: (24, 72, 144, 240),
        Pollutant.NO2: (10, 30, 60, 100),
        Pollutant.SO2: (10, 30, 60, 100),
    },
    words_de=_LQI_DE,
    words_en=_LQI_EN,
)
#: The one before it; particles are 24-hour means there.
LQI_OLD: Final = Table(
    name="Luftqualitätsindex (UBA)",
    version="four pollutants",
    whole=True,
    bounds={
        Pollutant.NO2: (20, 40, 100, 200),
        Pollutant.PM10: (20, 35, 50, 100),
        Pollutant.PM2_5: (10, 20, 25, 50),
        Pollutant.O3: (60, 120, 180, 240),
    },
    words_de=_LQI_DE,
    words_en=_LQI_EN,
)


def classes(table: Table, pollutant: Pollutant, values: Float) -> Byte:
    """Return the class of each value, 1 the best; 0 where it is not known.

    Parameters
    ----------
    values
        [ug/m3]

    References
    ----------
    ETC HE report 2024/17, table 5.2; UBA, Luftqualitätsindex (indicators D6).

    Examples
    --------
    >>> classes(EAQI, Pollutant.NO2, np.array([25.0, 25.01, np.nan])).tolist()
    [2, 3, 0]
    >>> classes(LQI_OLD, Pollutant.NO2, np.array([35.0])).tolist()
    [2]
    >>> classes(LQI, Pollutant.NO2, np.array([35.0])).tolist()
    [3]
    """
    compared = np.floor(values + 0.5) if table.whole else values
    found = np.searchsorted(np.array(table.bounds[pollutant]), compared, side="left") + 1
    return np.where(np.isnan(values), 0, found).astype(np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index over time.

    Parameters
    ----------
    worst
        Class of the worst known pollutant, 1 the best; 0 where none is known.
    complete
        Whether every pollutant of the table is known; else say "unvollständig".
    """

    table: Table
    worst: Byte
    complete: NDArray[np.bool_]

    def published(self) -> Byte:
        """Return the class where all pollutants are known, else 0.

        Examples
        --------
        >>> two = {Pollutant.NO2: np.array([12.0]), Pollutant.O3: np.array([110.0])}
        >>> index(EAQI, two).published().tolist()  # no PM10: not complete
        [0]
        """
        return np.where(self.complete, self.worst, 0).astype(np.uint8)


def index(table: Table, values: Mapping[Pollutant, Float]) -> Index:
    """Return the class of the worst pollutant of each hour.

    Parameters
    ----------
    values
        Hourly means of equal length; NaN where not known. Of `LQI_OLD` 24-hour means of
        particles. [ug/m3]

    Raises
    ------
    ValueError
        There is no pollutant of the table among them.

    Examples
    --------
    >>> two = {Pollutant.NO2: np.array([12.0]), Pollutant.O3: np.array([110.0])}
    >>> found = index(EAQI, two)
    >>> found.worst.tolist(), found.complete.tolist()
    ([3], [False])
    """
    told = [classes(table, name, values[name]) for name in table.bounds if name in values]
    if not told:
        raise ValueError(f"no pollutant of the {table.name} is measured here")
    stacked = np.stack(told)
    least = stacked.min(axis=0) if len(told) == len(table.bounds) else np.zeros_like(told[0])
    return Index(table=table, worst=stacked.max(axis=0), complete=least > 0)
