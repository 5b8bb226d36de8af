"""What is said of the search, the chance of a space, changes of supply, and spot checks."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.parking_details import CHANCES, REASON, REMOVED
from analytics.parking import availability, search, spot_check, what_if

ENTRIES: Final = (
    Entry(
        key="availability",
        number="A12",
        unit="1",
        total="mean",
        parameters=(),
        source="observed share by quarter hour and day type, Beta(1/2, 1/2) on days",
        method_version=availability.METHOD_VERSION,
        de=Words(
            name="Chance auf einen freien Platz",
            unit="Wahrscheinlichkeit (1 = sicher)",
            method=(
                "Anteil der beobachteten Zeit, in der zu dieser Viertelstunde an solchen Tagen "
                "etwas frei war. Erst ab acht Wochen und 20 solchen Tagen, mit Spanne; sonst mit "
                "Grund zurückgehalten."
            ),
            reading_aid=(
                "0,9 heißt: an neun von zehn solchen Tagen war etwas frei. Was jetzt oder zu "
                "einer kommenden Stunde gilt, und ob solche Angaben stimmten, sagt /arrival."
            ),
            not_to_confuse=(
                "Nicht mit 1 minus Auslastung: bei 85 % Auslastung bietet ein Block mit sieben "
                "Plätzen nur in etwa zwei von drei Fällen einen freien."
            ),
        ),
        en=Words(
            name="chance of a free space",
            unit="probability (1 = certain)",
            method=(
                "Share of the observed time in which, at this quarter hour of such days, a "
                "space was free. From eight weeks and 20 such days on, with an interval; else "
                "withheld with the reason."
            ),
            reading_aid=(
                "0.9 means that on nine of ten such days a space was free. What holds now or at a "
                "coming hour, and whether such answers came true, /arrival says."
            ),
            not_to_confuse=(
                "Not with 1 minus occupancy: at 85 % a block of seven bays offers a free one in "
                "about two of three cases only."
            ),
        ),
        details=(*CHANCES, REASON),
    ),
    Entry(
        key="saturation_time",
        number="A11",
        unit="min",
        total="sum",
        parameters=("window",),
        source="time with no free bay of a zone; a proxy of the search for spaces",
        method_version=search.METHOD_VERSION,
        de=Words(
            name="Zeit ohne freien Stellplatz",
            unit="Minuten am Tag",
            method=(
                "Zeit, in der kein Stellplatz der Zone frei war. Zählt nur, wenn mindestens "
                "75 % der Stellplätze, des Tages und der vier Wochen davor bekannt sind."
            ),
            reading_aid="95 heißt: an diesem Tag war gut anderthalb Stunden lang nichts frei.",
            not_to_confuse=(
                "Nicht mit Suchverkehr: kein Sensor sieht, wer sucht. Es ist ein Hinweis darauf."
            ),
        ),
        en=Words(
            name="time without a free space",
            unit="minutes a day",
            method=(
                "Time in which no bay of the zone was free. Counts only if at least 75 % of the "
                "bays, of the day and of the four weeks up to its end are known."
            ),
            reading_aid="95 means that on that day nothing was free for a good hour and a half.",
            not_to_confuse=(
                "Not with cruising: no sensor sees who searches. It is a hint at that."
            ),
        ),
        details=(
            Detail(
                key="inspected",
                unit="1",
                de="Stellplätze bis zum freien, mindestens",
                en="bays looked at until one is free, at least",
            ),
            REASON,
        ),
    ),
    Entry(
        key="vacancy_duration",
        number="A11",
        unit="min",
        total="mean",
        parameters=(),
        source="Sensors 2016, 16(10), 1575; Kaplan-Meier",
        method_version=search.METHOD_VERSION,
        de=Words(
            name="Dauer bis zur nächsten Belegung (Median)",
            unit="Minuten",
            method=(
                "Zeit von der Abfahrt bis zur nächsten Ankunft auf demselben Stellplatz, Median "
                "nach Kaplan-Meier. Erst ab 20 Ankünften, und wenn 75 % der vier Wochen davor "
                "bekannt sind."
            ),
            reading_aid="Unter 2 Minuten heißt: auf jeden frei werdenden Platz wartet jemand.",
            not_to_confuse="Nicht mit der Suchdauer eines Fahrzeugs.",
        ),
        en=Words(
            name="time until a space is taken again (median)",
            unit="minutes",
            method=(
                "Time from a departure to the next arrival on the same bay, median by "
                "Kaplan-Meier. From 20 arrivals on, and where 75 % of the four weeks up to its end "
                "are known."
            ),
            reading_aid="Below 2 minutes somebody waits for each space that is left.",
            not_to_confuse="Not with how long a vehicle searches.",
        ),
        details=(*REMOVED, REASON),
    ),
)

#: Answered beside other numbers, or at an address of their own.
PLANNED: Final = (
    Entry(
        key="what_if",
        number="A4",
        unit="h",
        total="sum",
        parameters=("more_spaces", "more_demand_percent", "window"),
        source="occupied space-time scaled, cut at the changed capacity",
        method_version=what_if.METHOD_VERSION,
        de=Words(
            name="Was wäre, wenn",
            unit="Stunden ab 85 % Auslastung, von–bis",
            method=(
                "Die gemessene Belegung jeder Viertelstunde mit mehr oder weniger Stellplätzen "
                "und Nachfrage. Angenommen: alle parken wieder so lange wie zuvor, die Nachfrage "
                "wächst zu jeder Stunde gleich, wer nichts findet, fährt weg."
            ),
            reading_aid=(
                "120–310 heißt: mindestens 120 Stunden. Wie viele abgewiesen wurden, als es voll "
                "war, sieht kein Sensor; kämen beliebig viele, wären es 310."
            ),
            not_to_confuse=(
                "Nicht mit einer Prognose: niemand weicht aus, niemand kommt wegen des neuen "
                "Angebots zusätzlich, kein Preis ändert sich."
            ),
        ),
        en=Words(
            name="what if",
            unit="hours at or above 85 %, from–to",
            method=(
                "The measured occupation of each quarter hour with more or fewer spaces and "
                "demand. Assumed: everybody parks as long as before, demand grows at every hour "
                "alike, and who finds nothing leaves."
            ),
            reading_aid=(
                "120–310 means at least 120 hours. No sensor sees how many were turned away "
                "while it was full; if any number had come it would be 310."
            ),
            not_to_confuse=(
                "Not with a forecast: nobody goes elsewhere, nobody comes because of the new "
                "spaces, no price changes."
            ),
        ),
        details=(
            Detail(key="high", unit="h", de="Höchstens", en="at most"),
            Detail(
                key="unserved",
                unit="veh*h",
                de="Mindestens vergeblich gesucht",
                en="asked for in vain, at least",
            ),
        ),
    ),
    Entry(
        key="detection_rate",
        number="E14",
        unit="1",
        total="mean",
        parameters=(),
        source="spot checks, Wilson interval",
        method_version=spot_check.METHOD_VERSION,
        de=Words(
            name="Erkennungsrate",
            unit="Anteil",
            method=(
                "Vom Sensor richtig Erkanntes geteilt durch das, was bei Stichproben vor Ort "
                "gesehen wurde, mit 95-%-Spanne; Stichproben werden addiert."
            ),
            reading_aid=(
                "0,86 (0,74–0,93) heißt: von 50 gesehenen Fahrzeugen kannte der Sensor 43. "
                "Unter 0,9 sagt das der Ort bei jeder Zahl."
            ),
            not_to_confuse="Nicht mit der Abdeckung: die sagt, wann der Sensor gesendet hat.",
        ),
        en=Words(
            name="detection rate",
            unit="share",
            method=(
                "What the sensor had right over what was seen in spot checks on site, with a "
                "95 % interval; checks are added."
            ),
            reading_aid=(
                "0.86 (0.74–0.93) means that of 50 vehicles seen the sensor knew 43. Below 0.9 "
                "the site says so with every number."
            ),
            not_to_confuse="Not with coverage, which says when the sensor was heard.",
        ),
        details=(
            Detail(key="low", unit="1", de="Mindestens", en="at least"),
            Detail(key="high", unit="1", de="Höchstens", en="at most"),
            Detail(key="present", unit="1", de="Gesehen", en="seen"),
        ),
    ),
)
