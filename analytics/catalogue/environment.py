"""What is said of the indicators of air and weather (section D); of sound see `noise`."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.environment import air_quality, frost, limits, means

#: Those the API answers.
ENTRIES: Final[tuple[Entry, ...]] = ()

PLANNED: Final = (
    Entry(
        key="measured_mean",
        number="D1",
        unit="as the property",
        total="mean",
        parameters=("property",),
        source="2008/50/EC annex XI: 75 % capture; 90 % of a year",
        method_version=means.METHOD_VERSION,
        de=Words(
            name="Mittelwert",
            unit="wie die Messgröße",
            method=(
                "Zeitgewichtetes Mittel der Stunde; ein Messwert gilt bis zum nächsten, höchstens "
                "zwei Messabstände. Ein Tag ist das Mittel seiner gültigen Stunden. Stunde und Tag "
                "brauchen 75 % ihrer Zeit, ein Jahr 90 %."
            ),
            reading_aid=(
                "31 µg/m³ am Dienstag heißt: das Mittel der bekannten Stunden dieses Tages. Die "
                "höchste Stunde daneben kann weit darüber gelegen haben."
            ),
            not_to_confuse=(
                "Nicht mit dem letzten Messwert. Preiswerte Sensoren weichen um 15–25 % und mehr "
                "ab: orientierend, kein Nachweis."
            ),
        ),
        en=Words(
            name="mean",
            unit="as the property",
            method=(
                "Time-weighted mean of the hour; a sample holds until the next, at most two steps. "
                "A day is the mean of its valid hours. An hour and a day need 75 % of their time, "
                "a year 90 %."
            ),
            reading_aid=(
                "31 µg/m³ on Tuesday is the mean of the known hours of that day. The highest hour "
                "beside it may have been far above."
            ),
            not_to_confuse=(
                "Not with the latest value. Low-cost sensors are off by 15–25 % and more: an "
                "orientation, no proof."
            ),
        ),
        details=(
            Detail(key="low", unit="as the value", de="kleinster Wert", en="least value"),
            Detail(key="high", unit="as the value", de="größter Wert", en="greatest value"),
        ),
    ),
    Entry(
        key="exceedances",
        number="D5",
        unit="1",
        total="sum",
        parameters=("property",),
        source="2008/50/EC, 39. BImSchV; from 2030 EU 2024/2881",
        method_version=limits.METHOD_VERSION,
        de=Words(
            name="Überschreitungen eines Grenzwerts",
            unit="Tage oder Stunden im Jahr",
            method=(
                "Tages- oder Stundenmittel über dem damals geltenden Grenzwert, auf dessen "
                "Genauigkeit gerundet; gleich viel ist keine Überschreitung. Tage in MEZ ohne "
                "Sommerzeit."
            ),
            reading_aid=(
                "22 von 35 heißt: an 22 Tagen dieses Jahres lag PM10 über 50 µg/m³, erlaubt sind "
                "35. Fehlen Tage, zeigt der Wert des 36. Tages, wie nah es war."
            ),
            not_to_confuse=(
                "Nicht mit dem Jahresmittel. Ob ein Grenzwert eingehalten ist, sagt das amtliche "
                "Messnetz."
            ),
        ),
        en=Words(
            name="exceedances of a limit",
            unit="days or hours a year",
            method=(
                "Daily or hourly means above the limit valid then, rounded to its precision; what "
                "equals it is none. Days in CET without summer time."
            ),
            reading_aid=(
                "22 of 35 means: on 22 days of this year PM10 was above 50 µg/m³, 35 are allowed. "
                "With missing days the 36th highest day shows how close it was."
            ),
            not_to_confuse=(
                "Not with the annual mean. Whether a limit is kept is told by the official network."
            ),
        ),
        details=(
            Detail(key="allowed", unit="1", de="erlaubt im Jahr", en="allowed a year"),
            Detail(key="limit", unit="ug/m3", de="Grenzwert", en="limit"),
        ),
    ),
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
                "Klasse des schlechtesten Schadstoffs der Stunde nach der genannten Tabelle; ohne "
                "alle Schadstoffe der Tabelle steht „unvollständig“ dabei."
            ),
            reading_aid="3 (mäßig) heißt: der schlechteste Schadstoff lag in der dritten Klasse.",
            not_to_confuse=(
                "Alter und neuer UBA-Index und der europäische haben andere Klassen: nur gleiche "
                "Fassungen vergleichen. Klassen werden nicht gemittelt."
            ),
        ),
        en=Words(
            name="air-quality index",
            unit="class, 1 the best",
            method=(
                "Class of the hour's worst pollutant by the named table; without all pollutants "
                "of the table it is marked incomplete."
            ),
            reading_aid="3 (moderate) means: the worst pollutant was in the third class.",
            not_to_confuse=(
                "The old and the new index of UBA and the European one have other classes: "
                "compare like with like. Classes are never averaged."
            ),
        ),
        details=(
            Detail(key="version", unit="", de="Fassung der Tabelle", en="version of the table"),
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
    ),
)
