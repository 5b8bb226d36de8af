"""What is said of limits of the air and how often they are exceeded (section D)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON
from analytics.environment import eight_hours, limits

_DETAILS: Final = (
    Detail(key="limit", unit="ug/m3", de="Grenzwert", en="limit"),
    Detail(key="allowed", unit="1", de="erlaubt im Jahr", en="allowed a year"),
    Detail(key="known", unit="1", de="Bekannte Tage oder Stunden", en="days or hours known"),
    Detail(
        key="percentile",
        unit="ug/m3",
        de="Wert, der so oft überschritten wird wie erlaubt (Jahr)",
        en="value exceeded as often as allowed (year)",
    ),
    REASON,
)


def _exceedances(key: str, pollutant: str, what: tuple[str, str], unit: tuple[str, str]) -> Entry:
    return Entry(
        key=key,
        number="D5",
        unit="1",
        total="sum",
        parameters=(),
        source="2008/50/EC, 39. BImSchV; from 2030 EU 2024/2881",
        method_version=limits.METHOD_VERSION,
        de=Words(
            name=f"Überschreitungen {pollutant}",
            unit=f"{unit[0]} im Zeitraum",
            method=(
                f"{what[0]} über dem damals geltenden Grenzwert, auf dessen Genauigkeit gerundet; "
                "gleich viel ist keine Überschreitung. Tage in MEZ ohne Sommerzeit."
            ),
            reading_aid=(
                "22 bei 35 erlaubten heißt: 22-mal in diesem Jahr lag der Wert darüber. Daneben "
                "steht, wie viele bekannt sind: fehlende können die Zahl nur erhöhen."
            ),
            not_to_confuse=(
                "Nicht mit dem Jahresmittel. Ob ein Grenzwert eingehalten ist, sagt das amtliche "
                "Messnetz."
            ),
        ),
        en=Words(
            name=f"exceedances of {pollutant.replace(',', '.')}",
            unit=f"{unit[1]} in the period",
            method=(
                f"{what[1]} above the limit valid then, rounded to its precision; what equals it "
                "is none. Days in CET without summer time."
            ),
            reading_aid=(
                "22 with 35 allowed means: 22 times in this year the value was above. Beside it "
                "stands how many are known: missing ones can only raise the number."
            ),
            not_to_confuse=(
                "Not with the annual mean. Whether a limit is kept is told by the official network."
            ),
        ),
        details=_DETAILS,
    )


_DAYS: Final = ("Tage", "days")
_DAILY: Final = ("Tagesmittel", "Daily means")
#: Those the API answers.
ENTRIES: Final = (
    _exceedances("pm10_exceedance_days", "PM10", _DAILY, _DAYS),
    _exceedances("pm2_5_exceedance_days", "PM2,5", _DAILY, _DAYS),
    _exceedances(
        "no2_exceedance_hours", "NO2", ("Stundenmittel", "Hourly means"), ("Stunden", "hours")
    ),
    _exceedances("o3_exceedance_days", "O3", ("Größte 8-h-Mittel", "Greatest 8-hour means"), _DAYS),
    Entry(
        key="o3_8h_max",
        number="D4",
        unit="ug/m3",
        total="mean",
        parameters=(),
        source="2008/50/EC annex VII and XI: 6 of 8 hours, 18 of 24 windows",
        method_version=eight_hours.METHOD_VERSION,
        de=Words(
            name="Ozon, größtes 8-h-Mittel",
            unit="µg/m³",
            method=(
                "Größtes der 24 gleitenden 8-h-Mittel, die an einem Tag (MEZ) enden; jedes braucht "
                "6 Stunden, der Tag 18 davon. Länger als ein Tag: der größte Tag."
            ),
            reading_aid="131 heißt: in den schlimmsten acht Stunden waren es im Mittel 131 µg/m³.",
            not_to_confuse="Nicht mit dem höchsten Stundenwert und nicht mit dem Tagesmittel.",
        ),
        en=Words(
            name="ozone, greatest 8-hour mean",
            unit="µg/m³",
            method=(
                "The greatest of the 24 running 8-hour means that end on a day (CET); each needs 6 "
                "hours, the day 18 of them. Longer than a day: the greatest day."
            ),
            reading_aid="131 means: in the worst eight hours the mean was 131 µg/m³.",
            not_to_confuse="Not with the highest hour, and not with the daily mean.",
        ),
        details=(REASON,),
    ),
)
