"""What is said of AADT by other methods, of growth, and of unusual hours (B5, B6, B19, B22)."""

from typing import Final

from analytics.catalogue.counts_details import DAYS, REASON
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.counting import annual, events, growth

_DE: Final = "Fahrzeuge, Fahrräder oder Personen je Tag"
_EN: Final = "vehicles, bicycles or persons a day"

ENTRIES: Final = (
    Entry(
        key="dtv_simple",
        number="B5",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="FHWA, Traffic Monitoring Guide 2022; PeMS AADT_1",
        method_version=annual.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTV, einfaches Mittel",
            unit=_DE,
            method="Mittel der vollständigen Tage eines Jahres; mindestens 30.",
            reading_aid=(
                "Weicht er vom DTV ab, fehlen Tage nicht zufällig: fehlt der Juni, ist er zu klein."
            ),
            not_to_confuse="Nicht mit dem DTV, der fehlende Tage nach dem Kalender ausgleicht.",
        ),
        en=Words(
            name="AADT, simple mean",
            unit=_EN,
            method="The mean of the whole days of a year; at least 30.",
            reading_aid=(
                "Where it differs from AADT, days are not missing at random: without June it is "
                "too small."
            ),
            not_to_confuse="Not with AADT, which makes up for missing days by the calendar.",
        ),
    ),
    Entry(
        key="dtv_aashto",
        number="B6",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="AASHTO; FHWA, Traffic Monitoring Guide 2022, appendix L",
        method_version=annual.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTV nach AASHTO",
            unit=_DE,
            method=(
                "Mittel der 84 Mittel jedes Wochentags in jedem Monat. Jedes braucht einen "
                "vollständigen Tag."
            ),
            reading_aid="Zum Vergleich mit Zahlen, die so berechnet sind.",
            not_to_confuse=(
                "Nicht mit dem DTV: hier wiegen alle Wochentage und Monate gleich viel, auch bei "
                "vollständigen Daten weicht er etwas ab."
            ),
        ),
        en=Words(
            name="AADT by AASHTO",
            unit=_EN,
            method=(
                "The mean of the 84 means of each weekday in each month. Each needs a whole day."
            ),
            reading_aid="To compare with numbers that were made this way.",
            not_to_confuse=(
                "Not with AADT: here weekdays and months weigh the same, so it differs a little "
                "on whole data too."
            ),
        ),
    ),
    Entry(
        key="growth",
        number="B22",
        unit="1/a",
        total="mean",
        parameters=("mode", "direction"),
        source="(V1 / V0)^(1/n) - 1, n = 1 Jahr",
        method_version=growth.METHOD_VERSION,
        details=(
            Detail(key="before", unit="1/d", de="DTV des Vorjahres", en="AADT of the year before"),
            Detail(key="after", unit="1/d", de="DTV", en="AADT"),
            REASON,
        ),
        de=Words(
            name="Zunahme zum Vorjahr",
            unit="Anteil je Jahr",
            method=(
                "DTV geteilt durch den DTV derselben Tage des Vorjahres, weniger 1. Kein Wert, "
                "wenn einer der beiden fehlt."
            ),
            reading_aid="0,05 heißt: 5 % mehr als im Jahr davor.",
            not_to_confuse=(
                "Nicht mit der Wirkung einer Maßnahme: Wetter und Lage der Feiertage stecken darin."
            ),
        ),
        en=Words(
            name="growth since the year before",
            unit="share a year",
            method=(
                "AADT over the AADT of the same dates of the year before, less 1. Withheld where "
                "either is."
            ),
            reading_aid="0.05 means 5 % more than the year before.",
            not_to_confuse="Not with the effect of a measure: weather and holidays are in it.",
        ),
    ),
    Entry(
        key="unusual_hours",
        number="B19",
        unit="h",
        total="sum",
        parameters=("mode", "direction"),
        source="BASt: ungewöhnliche Stundenwerte („u“); Median und MAD der 8 Wochen davor",
        method_version=events.METHOD_VERSION,
        details=(
            Detail(key="days", unit="d", de="Ungewöhnliche Tage", en="unusual days"),
            Detail(
                key="score",
                unit="1",
                de="Abweichung des ungewöhnlichsten Tages",
                en="score of the most unusual day",
            ),
            REASON,
        ),
        de=Words(
            name="Ungewöhnliche Stunden",
            unit="Stunden",
            method=(
                "Stunden, die von derselben Stunde gleichartiger Tage der 8 Wochen davor um mehr "
                "als 4 robuste Standardabweichungen abweichen, mindestens zwei hintereinander; "
                "Tage ab 5. Von den 8 Wochen müssen 75 % der Tage bekannt sein. Sie bleiben in "
                "jedem Mittel."
            ),
            reading_aid=(
                "6 Stunden und Abweichung 9 an einem Sonntag: ein Fest, eine Umleitung, oder ein "
                "Fehler. Nachsehen und vermerken."
            ),
            not_to_confuse="Nicht mit fehlenden oder falschen Werten: gezählt wurde.",
        ),
        en=Words(
            name="unusual hours",
            unit="hours",
            method=(
                "Hours that differ from the same hour of like days of the 8 weeks before by more "
                "than 4 robust standard deviations, at least two in a row; days from 5. Of the 8 "
                "weeks 75 % of the days must be known. They stay in every mean."
            ),
            reading_aid=(
                "6 hours and a score of 9 on a Sunday: a fair, a diversion, or a fault. Look, and "
                "note it down."
            ),
            not_to_confuse="Not with missing or wrong values: something was counted.",
        ),
    ),
)
