"""The indicators that can be asked for, explained in German and English.

The keys are the words of `/api/v1/sites/{site}/indicators/{indicator}`. Each entry says how the
number is made, by which source, how to read it, and what it is easily mistaken for.
"""

from dataclasses import dataclass
from typing import Final, Literal

Total = Literal["sum", "mean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """An indicator in one language."""

    name: str
    unit: str
    method: str
    reading_aid: str
    not_to_confuse: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An indicator.

    Parameters
    ----------
    unit
        In answers, where the mode does not say it.
    total
        `sum`: the total adds the values; `mean`: it is the indicator of the whole window.
    parameters
        Query parameters that mean something for it, beside window and bucket.
    source
        Where the definition comes from.
    """

    key: str
    unit: str
    total: Total
    parameters: tuple[str, ...]
    source: str
    de: Words
    en: Words


#: What is counted, by mode: the unit of a volume.
UNITS: Final = {
    "bicycle": "bicycles",
    "pedestrian": "pedestrians",
    "car": "cars",
    "heavy": "heavy vehicles",
    "motor": "motor vehicles",
}
UNITS_DE: Final = {
    "bicycle": "Fahrräder",
    "pedestrian": "Fußgänger",
    "car": "Pkw",
    "heavy": "Schwerverkehr",
    "motor": "Kfz",
}

CATALOGUE: Final = {
    entry.key: entry
    for entry in (
        Entry(
            key="volume",
            unit="vehicles",
            total="sum",
            parameters=("mode", "direction"),
            source="BASt / EVE: Verkehrsstärke; EU 75 % rule for hours, by analogy",
            de=Words(
                name="Verkehrsstärke",
                unit="Fahrzeuge, Fahrräder oder Personen im Zeitraum",
                method=(
                    "Summe der Viertelstunden aller Fahrtrichtungen oder einer. Fehlt in einer "
                    "Viertelstunde einer der Zähler, fehlt die Viertelstunde; Stunden brauchen "
                    "75 % ihrer Zeit. Ein Tag und länger: Summe des Gezählten, mit Abdeckung."
                ),
                reading_aid=(
                    "812 am Samstag heißt: 812 Fahrräder wurden an diesem Kalendertag gezählt. "
                    "Bei einer Abdeckung unter 100 % ist das eine Untergrenze; die Schätzung "
                    "daneben rechnet die Lücke hoch."
                ),
                not_to_confuse=(
                    "Nicht mit dem DTV, dem Mittel über alle Tage eines Jahres, und nicht mit der "
                    "Zahl verschiedener Personen: wer hin- und zurückfährt, zählt zweimal."
                ),
            ),
            en=Words(
                name="volume",
                unit="vehicles, bicycles or persons in the period",
                method=(
                    "Sum of the quarter hours of all directions, or of one. A quarter in which one "
                    "of the counters is missing is missing; an hour needs 75 % of its time. A day "
                    "and longer: the sum of what was counted, with coverage."
                ),
                reading_aid=(
                    "812 on Saturday means that 812 bicycles were counted on that civil day. With "
                    "a coverage below 100 % it is a lower bound; the estimate beside it fills the "
                    "gap."
                ),
                not_to_confuse=(
                    "Not with ADT or AADT, means over days, and not with a number of different "
                    "people: who rides there and back counts twice."
                ),
            ),
        ),
        Entry(
            key="occupancy",
            unit="1",
            total="mean",
            parameters=("window",),
            source="NPTEL / IIT Bombay, Parking studies; ratio of sums",
            de=Words(
                name="Auslastung",
                unit="Anteil (1 = voll belegt)",
                method=(
                    "Belegte Stellplatzzeit geteilt durch verfügbare Stellplatzzeit (Verhältnis "
                    "der Summen). Geschlossen und unbekannt zählen in keiner von beiden. Ohne "
                    "Angabe gilt die bewirtschaftete Zeit des Ortes, sonst Mo–Sa 08–18 Uhr; "
                    "window=24h nimmt alle Stunden. Unter 75 % bekannter Zeit kein Wert."
                ),
                reading_aid=(
                    "0,72 heißt: in der bewirtschafteten Zeit waren im Mittel 72 von 100 "
                    "Stellplätzen belegt. Die Spitze kann trotzdem bei 100 gelegen haben."
                ),
                not_to_confuse=(
                    "Nicht mit der Spitzenauslastung, nicht mit dem Umschlag (Parkvorgänge je "
                    "Stellplatz) und nicht mit dem Mittel von Tageswerten. Über 1 oder unter 0 "
                    "zeigt einen Zählfehler der Anlage."
                ),
            ),
            en=Words(
                name="occupancy",
                unit="share (1 = full)",
                method=(
                    "Occupied space-time over available space-time, a ratio of sums. Closed and "
                    "unknown time is in neither. By default over the site's regulated hours, else "
                    "Mon–Sat 08–18; window=24h takes every hour. No value below 75 % known time."
                ),
                reading_aid=(
                    "0.72 means that in the regulated hours 72 of 100 spaces were taken on "
                    "average. The peak may still have been 100."
                ),
                not_to_confuse=(
                    "Not with peak occupancy, not with turnover (stays per space), and not with a "
                    "mean of daily values. Above 1 or below 0 shows a counting error of the site."
                ),
            ),
        ),
        Entry(
            key="free_spaces",
            unit="spaces",
            total="mean",
            parameters=(),
            source="as published by the operator; time-weighted mean",
            de=Words(
                name="Freie Stellplätze",
                unit="Stellplätze",
                method=(
                    "Zeitgewichtetes Mittel der gemeldeten freien Stellplätze über alle Stunden, "
                    "mit kleinstem, größtem und letztem Wert. Eine Meldung gilt bis zur nächsten, "
                    "höchstens so lange, wie das Gerät schweigen darf."
                ),
                reading_aid=(
                    "38 um 14 Uhr heißt: in dieser Stunde waren im Mittel 38 Stellplätze frei. "
                    "Das Minimum daneben sagt, wie eng es wurde."
                ),
                not_to_confuse=(
                    "Nicht mit dem Momentanwert und nicht mit Kapazität minus Auslastung: die "
                    "Auslastung gilt ohne Angabe nur für die bewirtschaftete Zeit."
                ),
            ),
            en=Words(
                name="free spaces",
                unit="spaces",
                method=(
                    "Time-weighted mean of the free spaces that were reported, over every hour, "
                    "with the least, greatest and last value. A report holds until the next one, "
                    "at most as long as the device may be silent."
                ),
                reading_aid=(
                    "38 at 14:00 means that 38 spaces were free on average in that hour. The "
                    "minimum beside it says how tight it became."
                ),
                not_to_confuse=(
                    "Not with the value of the moment, and not with capacity minus occupancy: "
                    "occupancy is by default that of the regulated hours only."
                ),
            ),
        ),
    )
}
