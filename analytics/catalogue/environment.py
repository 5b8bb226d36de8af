"""What is said of the air-quality index and of frost (section D); of means see `measured`."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON
from analytics.environment import air_quality, frost

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="air_quality_index",
        number="D6",
        unit="class",
        total="mean",
        parameters=(),
        source="ETC HE report 2024/17, table 5.2; UBA, Luftqualitätsindex",
        method_version=air_quality.METHOD_VERSION,
        de=Words(
            name="Luftqualitätsindex",
            unit="Klasse, 1 die beste",
            method=(
                "Klasse des schlechtesten Schadstoffs der Stunde nach dem Luftqualitätsindex des "
                "UBA (fünf Schadstoffe); ein Tag hat die seiner schlechtesten Stunde. Ohne alle "
                "Schadstoffe ist er unvollständig: dann ist „complete“ 0."
            ),
            reading_aid="3 (mäßig) heißt: der schlechteste Schadstoff lag in der dritten Klasse.",
            not_to_confuse=(
                "Nicht mit einer anderen Fassung: alter und neuer UBA-Index und der europäische "
                "haben andere Klassen. Klassen werden nicht gemittelt."
            ),
        ),
        en=Words(
            name="air-quality index",
            unit="class, 1 the best",
            method=(
                "Class of the hour's worst pollutant by the index of the UBA (five pollutants); a "
                "day has that of its worst hour. Without all pollutants it is incomplete: then "
                "`complete` is 0."
            ),
            reading_aid="3 (moderate) means: the worst pollutant was in the third class.",
            not_to_confuse=(
                "Not with another version: the old and the new index of UBA and the European one "
                "have other classes. Classes are never averaged."
            ),
        ),
        details=(
            Detail(key="word", unit="", de="In Worten", en="in words (German)"),
            Detail(
                key="eaqi", unit="class", de="Europäischer Index 2024", en="European index 2024"
            ),
            Detail(key="pollutants", unit="", de="Schadstoffe", en="pollutants"),
            Detail(key="complete", unit="1", de="Alle Schadstoffe (1)", en="all pollutants (1)"),
            REASON,
        ),
    ),
    Entry(
        key="frost_hours",
        number="D8",
        unit="h",
        total="sum",
        parameters=(),
        source="own rules: surface temperature against frost point and freezing point",
        method_version=frost.METHOD_VERSION,
        de=Words(
            name="Froststunden der Fahrbahn",
            unit="Stunden",
            method=(
                "Zeit mit Reif (Fahrbahn höchstens 0 °C und höchstens am Reifpunkt) oder möglicher "
                "Glätte (gefrierend und nass). Beginnt sofort, endet 1 K wärmer nach 30 min."
            ),
            reading_aid="4,5 h heißt: so lange bestand an diesem Tag Reif- oder Glättegefahr.",
            not_to_confuse=(
                "Nicht mit Frosttagen nach Lufttemperatur, nicht mit einer Vorhersage. Ersetzt "
                "keine Kontrolle der Straße."
            ),
        ),
        en=Words(
            name="frost hours of the road",
            unit="hours",
            method=(
                "Time with hoar frost (surface at 0 °C or below and at the frost point or below) "
                "or possible ice (freezing and wet). Begins at once, ends 1 K warmer after 30 min."
            ),
            reading_aid="4.5 h means: so long there was a danger of rime or ice on that day.",
            not_to_confuse=(
                "Not with frost days by air temperature, not with a forecast. It replaces no look "
                "at the road."
            ),
        ),
        details=(
            Detail(key="warning", unit="h", de="Warnung", en="warning"),
            REASON,
        ),
    ),
)
