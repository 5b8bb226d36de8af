"""What is said of fullness: load, peak, hours of a year, spells (A3, A4)."""

from typing import Final

from analytics import occupancy
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.parking_details import AT, HOURS, OFFERED, PEAK, REASON, SPELLS
from analytics.parking import hours, spells

ENTRIES: Final = (
    Entry(
        key="parking_load",
        number="A3",
        unit="veh*h",
        total="sum",
        parameters=("window",),
        source="NPTEL / IIT Bombay, Parking studies; integral of the accumulation",
        method_version=occupancy.METHOD_VERSION,
        de=Words(
            name="Belegungsstunden",
            unit="Fahrzeugstunden",
            method=(
                "Summe der Zeit, in der Stellplätze belegt waren, soweit sie bekannt ist; unter "
                "75 % bekannter Zeit kein Wert. Daneben, was in dieser Zeit angeboten wurde."
            ),
            reading_aid=(
                "240 heißt: so viel, wie zehn Stellplätze ergeben, die einen Tag lang belegt "
                "sind. Bei Lücken eine Untergrenze."
            ),
            not_to_confuse="Nicht mit Parkvorgängen: ein Dauerparker zählt hier 24 am Tag.",
        ),
        en=Words(
            name="parking load",
            unit="vehicle hours",
            method=(
                "Sum of the time in which spaces were occupied, as far as it is known; no value "
                "below 75 % known time. Beside it what was offered in that time."
            ),
            reading_aid=(
                "240 is what ten spaces make that are taken for a whole day. With gaps a lower "
                "bound."
            ),
            not_to_confuse="Not with stays: a car that never moves makes 24 a day here.",
        ),
        details=OFFERED,
    ),
    Entry(
        key="peak_occupancy",
        number="A4",
        unit="1",
        total="mean",
        parameters=("window",),
        source="greatest 15-min mean; of a group: of the same quarter hour",
        method_version=occupancy.METHOD_VERSION,
        de=Words(
            name="Spitzenauslastung",
            unit="Anteil (1 = voll belegt)",
            method=(
                "Größtes Mittel einer Viertelstunde, die zu 75 % bekannt ist, mit ihrem "
                "Zeitpunkt; unter 75 % bekannter Zeit kein Wert. Einer Gruppe: der Gruppe als "
                "Ganzes, in derselben Viertelstunde."
            ),
            reading_aid="0,98 um 11:15 heißt: da waren 98 von 100 Stellplätzen belegt.",
            not_to_confuse=(
                "Nicht mit dem Regelfall, dafür gibt es die 30. Stunde. Spitzen einzelner "
                "Anlagen liegen zu verschiedenen Zeiten und werden nie addiert."
            ),
        ),
        en=Words(
            name="peak occupancy",
            unit="share (1 = full)",
            method=(
                "Greatest mean of a quarter hour that is known for 75 %, with its time; no value "
                "below 75 % known time. Of a group: of the group as a whole, in the same quarter "
                "hour."
            ),
            reading_aid="0.98 at 11:15 means that 98 of 100 spaces were taken then.",
            not_to_confuse=(
                "Not with the usual case, for which there is the 30th hour. Peaks of single "
                "sites are at different times and are never added."
            ),
        ),
        details=PEAK,
    ),
    Entry(
        key="full_share",
        number="A4",
        unit="1",
        total="mean",
        parameters=("window",),
        source="planning practice 85 %; there is no official scale (Parken aktuell 81/2011)",
        method_version=occupancy.METHOD_VERSION,
        de=Words(
            name="Zeitanteil ab 85 % Auslastung",
            unit="Anteil der bekannten Zeit",
            method=(
                "Anteil der Viertelstunden mit mindestens 85 % Auslastung, in ganzen Zahlen "
                "verglichen: 17 von 20 sind 85 %."
            ),
            reading_aid="0,5 heißt: die halbe Zeit war kaum ein Platz zu finden.",
            not_to_confuse=(
                "Nicht mit einer Auslastung von 85 % und nicht mit dem Wert, den 85 % der "
                "Stunden nicht überschreiten."
            ),
        ),
        en=Words(
            name="share of time at or above 85 %",
            unit="share of known time",
            method=(
                "Share of quarter hours with an occupancy of at least 85 %, compared in whole "
                "numbers: 17 of 20 is 85 %."
            ),
            reading_aid="0.5 means that for half the time hardly a space was to be found.",
            not_to_confuse=(
                "Not with an occupancy of 85 %, and not with the value that 85 % of the hours "
                "do not exceed."
            ),
        ),
        details=(
            Detail(key="share_95", unit="1", de="Anteil ab 95 %", en="share at 95 %"),
            REASON,
        ),
    ),
    Entry(
        key="hours_at_85",
        number="A4",
        unit="h",
        total="sum",
        parameters=("window",),
        source="hours with occupancy >= 85 or 95 %, ratio of sums",
        method_version=hours.METHOD_VERSION,
        de=Words(
            name="Stunden ab 85 % Auslastung",
            unit="Stunden",
            method=(
                "Zahl der Stunden, deren Auslastung die Schwelle erreicht; einer Gruppe: der "
                "Gruppe als Ganzes. Stunden, die nicht zu 75 % bekannt sind, zählen nicht mit."
            ),
            reading_aid=(
                "180 von 3.060 Stunden heißt: in etwa jeder siebzehnten "
                "bewirtschafteten Stunde des Jahres war kaum etwas frei. Daneben die ab 95 %."
            ),
            not_to_confuse=(
                "Nicht mit Tagen, an denen es einmal voll war. Bei Lücken eine Untergrenze: die "
                "bekannten Stunden stehen daneben."
            ),
        ),
        en=Words(
            name="hours at or above 85 %",
            unit="hours",
            method=(
                "Number of hours whose occupancy reaches the threshold; of a group: the group "
                "as a whole. Hours that are not known for 75 % do not count."
            ),
            reading_aid=(
                "180 of 3,060 hours mean that in about every 17th regulated hour of the year "
                "hardly a space was free. Beside it those at 95 %."
            ),
            not_to_confuse=(
                "Not with days on which it was full once. With gaps a lower bound: the known "
                "hours stand beside it."
            ),
        ),
        details=HOURS,
    ),
    Entry(
        key="hour_30",
        number="A4",
        unit="1",
        total="mean",
        parameters=("window",),
        source="30th highest hourly occupancy, after K30 of counters",
        method_version=hours.METHOD_VERSION,
        de=Words(
            name="30. Stunde der Auslastung",
            unit="Anteil (1 = voll belegt)",
            method=(
                "Auslastung der dreißigststärksten Stunde des Jahres. Unter 75 % bekannter "
                "Stunden kein Wert: unter den fehlenden könnten stärkere sein."
            ),
            reading_aid=(
                "0,94 heißt: nur in 29 Stunden des Jahres war mehr belegt. Danach bemessen, "
                "nicht nach dem stärksten Adventssamstag."
            ),
            not_to_confuse="Nicht mit der Spitzenauslastung und nicht mit dem Mittel.",
        ),
        en=Words(
            name="30th busiest hour",
            unit="share (1 = full)",
            method=(
                "Occupancy of the thirtieth busiest hour of the year. No value below 75 % known "
                "hours: among the missing there could be busier ones."
            ),
            reading_aid=(
                "0.94 means that only 29 hours of the year were fuller. Design for this, not "
                "for the busiest Saturday in Advent."
            ),
            not_to_confuse="Not with peak occupancy, and not with a mean.",
        ),
        details=AT,
    ),
    Entry(
        key="full_spells",
        number="A4",
        unit="h",
        total="mean",
        parameters=("window",),
        source="runs of quarter hours at or above 98 %",
        method_version=spells.METHOD_VERSION,
        de=Words(
            name="Längste volle Strecke",
            unit="Stunden",
            method=(
                "Längste Folge von Viertelstunden mit mindestens 98 % Auslastung. Was an "
                "unbekannter Zeit endet, war vielleicht länger; unter 75 % bekannter Zeit kein "
                "Wert."
            ),
            reading_aid=(
                "2,5 heißt: einmal war zweieinhalb Stunden lang nichts frei. Daneben die Zahl "
                "der Strecken und ihr Median."
            ),
            not_to_confuse="Nicht mit der Summe aller vollen Zeit und nicht mit der Wartezeit.",
        ),
        en=Words(
            name="longest full spell",
            unit="hours",
            method=(
                "Longest run of quarter hours with an occupancy of at least 98 %. What ends at "
                "unknown time may have been longer; no value below 75 % known time."
            ),
            reading_aid=(
                "2.5 means that once nothing was free for two and a half hours. Beside it the "
                "number of spells and their median."
            ),
            not_to_confuse="Not with all full time together, and not with waiting time.",
        ),
        details=SPELLS,
    ),
)
