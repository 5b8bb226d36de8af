"""What is said of the indicators of counters: volumes and what follows from them (section B)."""

from typing import Final

from analytics import volume
from analytics.catalogue import (
    counts_annual,
    counts_bast,
    counts_expanded,
    counts_factors,
    counts_means,
    counts_peaks,
    counts_profiles,
    counts_shares,
)
from analytics.catalogue.entry import Entry, Words

ENTRIES: Final = (
    Entry(
        key="volume",
        number="B2",
        unit="vehicles",
        total="sum",
        parameters=("mode", "direction"),
        source="BASt / EVE: Verkehrsstärke; EU 75 % rule for hours, by analogy",
        method_version=volume.METHOD_VERSION,
        de=Words(
            name="Verkehrsmenge",
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
    *counts_annual.ENTRIES,
    *counts_means.ENTRIES,
    *counts_bast.ENTRIES,
    *counts_factors.ENTRIES,
    *counts_peaks.ENTRIES,
    *counts_profiles.ENTRIES,
    *counts_shares.ENTRIES,
    *counts_expanded.ENTRIES,
)
