"""What is said of shares of counts (B3, B10)."""

from typing import Final

from analytics.catalogue.counts_details import DAYS, REASON
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.counting import split

ENTRIES: Final = (
    Entry(
        key="directional_split",
        number="B3",
        unit="1",
        total="mean",
        parameters=("mode",),
        source="FHWA, Traffic Monitoring Guide 2022",
        method_version=split.METHOD_VERSION,
        details=(REASON,),
        de=Words(
            name="Richtungsaufteilung",
            unit="Anteil der ersten Richtung",
            method=(
                "Summe der ersten Richtung geteilt durch die Summe beider, über die Zeiten, in "
                "denen beide bekannt sind."
            ),
            reading_aid=(
                "0,52 heißt: 52 von 100 fuhren in die erste Richtung. Dauerhaft weit von 0,5: eine "
                "Richtung zählt vermutlich zu wenig."
            ),
            not_to_confuse="Nicht mit dem Richtungsfaktor D der Bemessungsstunde.",
        ),
        en=Words(
            name="directional split",
            unit="share of the first direction",
            method=(
                "The total of the first direction over that of both, over the times in which both "
                "are known."
            ),
            reading_aid=(
                "0.52 means that 52 of 100 went the first way. Far from 0.5 for long: one "
                "direction probably counts too few."
            ),
            not_to_confuse="Not with the factor D of the design hour.",
        ),
    ),
    Entry(
        key="balance",
        number="B3",
        unit="1",
        total="mean",
        parameters=("mode",),
        source="Conservation at closed places; alarm above 5 %",
        method_version=split.METHOD_VERSION,
        details=(
            Detail(key="a", unit="1", de="In Richtung a", en="in direction a"),
            Detail(key="b", unit="1", de="In Richtung b", en="in direction b"),
            DAYS,
            REASON,
        ),
        de=Words(
            name="Bilanzfehler eines geschlossenen Ortes",
            unit="Anteil",
            method=(
                "Unterschied beider Richtungen durch ihre Summe, über Tage, an denen beide "
                "vollständig sind. Über 5 % ist der Wert als zweifelhaft markiert."
            ),
            reading_aid=(
                "0,014 bei 812 hinein und 790 hinaus heißt: die Zähler sind sich auf 1,4 % einig. "
                "Über 0,05 zählt einer von ihnen falsch."
            ),
            not_to_confuse=(
                "Nicht für Straßen, auf denen man anders zurückfährt: nur Orte, aus denen kein "
                "ungezählter Weg führt, müssen sich ausgleichen. Nicht mit der Richtungsaufteilung."
            ),
        ),
        en=Words(
            name="balance error of a closed place",
            unit="share",
            method=(
                "The difference of both directions over their sum, of the days on which both are "
                "whole. Above 5 % the value is flagged as doubted."
            ),
            reading_aid=(
                "0.014 with 812 in and 790 out means: the counters agree within 1.4 %. Above 0.05 "
                "one of them counts wrongly."
            ),
            not_to_confuse=(
                "Not for streets that people leave by another way: only places without an "
                "uncounted way out have to balance. Not with the directional split."
            ),
        ),
    ),
    Entry(
        key="heavy_share",
        number="B10",
        unit="1",
        total="mean",
        parameters=("direction",),
        source="BASt / TLS: SV-Anteil",
        method_version=split.METHOD_VERSION,
        details=(
            Detail(key="heavy", unit="1", de="Schwerverkehr", en="heavy vehicles"),
            Detail(key="motor", unit="1", de="Kfz", en="motor vehicles"),
            REASON,
        ),
        de=Words(
            name="Schwerverkehrsanteil",
            unit="Anteil am Kfz-Verkehr",
            method=(
                "Schwerverkehr geteilt durch alle Kfz (Verhältnis der Summen). Kein Wert, wenn "
                "mehr als 10 % keiner Klasse zugeordnet sind."
            ),
            reading_aid="0,068 heißt: knapp 7 von 100 Kfz sind Busse oder Lkw über 3,5 t.",
            not_to_confuse=(
                "Nicht mit „Lkw-ähnlich“ von Zweiklassengeräten, das auch Pkw mit Anhänger enthält."
            ),
        ),
        en=Words(
            name="heavy-vehicle share",
            unit="share of motor vehicles",
            method=(
                "Heavy vehicles over all motor vehicles, a ratio of sums. Withheld where more than "
                "10 % are in no class."
            ),
            reading_aid=(
                "0.068 means that nearly 7 of 100 motor vehicles are buses, or lorries above 3.5 t."
            ),
            not_to_confuse=(
                "Not with “like lorries” of two-class devices, which has cars with trailer in it."
            ),
        ),
    ),
)
