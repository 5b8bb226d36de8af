"""What is said of the indicators of parking (section A)."""

from typing import Final

from analytics import occupancy
from analytics.catalogue import parking_outlook, parking_peaks, parking_stays
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.parking_details import REASON
from analytics.parking import balance, series

ENTRIES: Final = (
    Entry(
        key="occupancy",
        number="A1",
        unit="1",
        total="mean",
        parameters=("window",),
        source="NPTEL / IIT Bombay, Parking studies; ratio of sums",
        method_version=occupancy.METHOD_VERSION,
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
        details=(REASON,),
    ),
    Entry(
        key="free_spaces",
        number="A2",
        unit="spaces",
        total="mean",
        parameters=(),
        source="as published by the operator; time-weighted mean",
        method_version=series.FREE_SPACES_METHOD_VERSION,
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
        details=(
            Detail(key="min", unit="spaces", de="Kleinster Wert", en="least value"),
            Detail(key="max", unit="spaces", de="Größter Wert", en="greatest value"),
            Detail(key="last", unit="spaces", de="Letzter Wert", en="last value"),
            REASON,
        ),
    ),
    Entry(
        key="occupancy_corrected",
        number="A10",
        unit="1",
        total="mean",
        parameters=("window",),
        source="balance of passages, drift spread between anchors (somebody counted)",
        method_version=balance.METHOD_VERSION,
        de=Words(
            name="Auslastung, berichtigt",
            unit="Anteil (1 = voll belegt)",
            method=(
                "Ein- minus Ausfahrten seit einer Zählung vor Ort (Anker), oder die gemeldeten "
                "freien Stellplätze. Die Abweichung am nächsten Anker wird auf die Ein- und "
                "Ausfahrten davor verteilt; nach dem letzten gilt der Median der letzten 14. Fehlt "
                "eine Zählung, ist bis zum nächsten Anker nichts bekannt."
            ),
            reading_aid=(
                "0,38 neben 0,40 roh heißt: die Anlage meldete zwei Stellplätze von 100 zu viel "
                "belegt. „Angezeigt“ ist, was damals bekannt war, auf 0 bis 1 begrenzt."
            ),
            not_to_confuse=(
                "Nicht mit der Auslastung (roh, wie gemeldet). Ein neuer Anker ändert die Zeit "
                "seit dem vorigen, nie das damals Angezeigte."
            ),
        ),
        en=Words(
            name="occupancy, corrected",
            unit="share (1 = full)",
            method=(
                "Entries less exits since somebody counted on site (an anchor), or the free spaces "
                "that are published. What is found wrong at the next anchor is spread over the "
                "passages before it; after the last one the median of the last 14 holds. Where a "
                "count is missing nothing is known up to the next anchor."
            ),
            reading_aid=(
                "0.38 beside 0.40 raw means that the car park told two of 100 spaces too many as "
                "taken. 'Displayed' is what was known then, cut to 0 and 1."
            ),
            not_to_confuse=(
                "Not with occupancy (raw, as told). A new anchor changes the time since the one "
                "before it, and never what was displayed then."
            ),
        ),
        details=(
            Detail(key="raw", unit="1", de="Roh", en="raw"),
            Detail(key="displayed", unit="1", de="Angezeigt", en="displayed"),
            Detail(key="error", unit="1", de="Standardfehler", en="standard error"),
            Detail(
                key="violations",
                unit="1",
                de="Viertelstunden mit unmöglichem Stand",
                en="quarter hours with an impossible balance",
            ),
            REASON,
        ),
    ),
    *parking_peaks.ENTRIES,
    *parking_stays.ENTRIES,
    *parking_outlook.ENTRIES,
)

#: Words of what is answered beside these numbers: spot checks, and what if.
PLANNED: Final = parking_outlook.PLANNED
