"""What is said of the indicators of data quality (section E)."""

from typing import Final

from analytics.catalogue.entry import Entry, Words
from analytics.quality import alive, gaps

ENTRIES: Final[tuple[Entry, ...]] = ()

#: Explained, and not yet answered by the API.
PLANNED: Final = (
    Entry(
        key="completeness",
        number="E10",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="EU 2008/50/EC 75 % rule, by analogy; expected from the local day's length",
        method_version=gaps.METHOD_VERSION,
        de=Words(
            name="Vollständigkeit",
            unit="Anteil der erwarteten Werte",
            method=(
                "Gültige durch erwartete Werte. Erwartet wird nach der wirklichen Länge des "
                "Kalendertags (23, 24 oder 25 Stunden) und nur, solange das Gerät eingesetzt war."
            ),
            reading_aid=(
                "0,96 im Juni heißt: von 100 erwarteten Viertelstunden liegen 96 gültig vor; "
                "Summen dieses Monats sind eine Untergrenze."
            ),
            not_to_confuse=(
                "Nicht mit der Erreichbarkeit: ein Gerät kann senden und trotzdem nichts Gültiges "
                "messen. Und nicht mit der Erfassungsrate: wie viele der Vorbeifahrenden gezählt "
                "werden, sagt nur eine Vergleichszählung."
            ),
        ),
        en=Words(
            name="completeness",
            unit="share of the expected values",
            method=(
                "Valid over expected values. Expected by the true length of the civil day (23, 24 "
                "or 25 hours), and only while the device was deployed."
            ),
            reading_aid=(
                "0.96 in June means that 96 of 100 expected quarter hours are there and valid; "
                "sums of that month are a lower bound."
            ),
            not_to_confuse=(
                "Not with availability: a device can send and still measure nothing valid. And "
                "not with the detection rate: how many of those who pass are counted, only a "
                "count by hand tells."
            ),
        ),
    ),
    Entry(
        key="availability",
        number="E7",
        unit="1",
        total="mean",
        parameters=(),
        source="heartbeat_agg of the TimescaleDB Toolkit; ratio of sums over devices",
        method_version=alive.METHOD_VERSION,
        de=Words(
            name="Erreichbarkeit",
            unit="Anteil der Zeit",
            method=(
                "Zeit mit Lebenszeichen durch beobachtete Zeit. Jedes Lebenszeichen gilt für das "
                "2,5-fache des üblichen Abstands (LoRaWAN: das 3-fache); über mehrere Geräte "
                "werden die Zeiten addiert, nicht die Anteile gemittelt."
            ),
            reading_aid="0,99 in einem Monat heißt: zusammen gut sieben Stunden lang still.",
            not_to_confuse=(
                "Nicht mit der Vollständigkeit der Messwerte und nicht mit der Wahrscheinlichkeit, "
                "einen freien Stellplatz zu finden."
            ),
        ),
        en=Words(
            name="availability",
            unit="share of time",
            method=(
                "Time with signs of life over observed time. Each sign holds for 2.5 times the "
                "usual distance (LoRaWAN: 3 times); over several devices times are added, shares "
                "are never averaged."
            ),
            reading_aid="0.99 in a month means silent for some seven hours in all.",
            not_to_confuse=(
                "Not with the completeness of readings, and not with the probability of finding a "
                "free space."
            ),
        ),
    ),
)
