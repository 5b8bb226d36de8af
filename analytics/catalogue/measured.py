"""What is said of what is measured of air, weather, soil and water (section D)."""

from typing import Final

from analytics import volume
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON
from analytics.environment import dew, means
from devices.properties import DEFINITIONS, Property

_METHOD_DE: Final = (
    "Zeitgewichtetes Mittel der Stunde; ein Messwert gilt bis zum nächsten, höchstens zwei "
    "Messabstände. Ein Tag und länger ist das Mittel seiner gültigen Stunden. Stunde und Tag "
    "brauchen 75 % ihrer Zeit, ein Jahr 90 %."
)
_METHOD_EN: Final = (
    "Time-weighted mean of the hour; a sample holds until the next, at most two steps. A day and "
    "longer is the mean of its valid hours. An hour and a day need 75 % of their time, a year 90 %."
)
_LOW_COST_DE: Final = (
    "Nicht mit dem letzten Messwert. Preiswerte Sensoren weichen um 15 bis 25 % und mehr ab: "
    "orientierend, kein Nachweis."
)
_LOW_COST_EN: Final = (
    "Not with the latest value. Low-cost sensors are off by 15 to 25 % and more: an orientation, "
    "no proof."
)
#: Property, German and English name, unit as people write it.
_NAMES: Final = (
    (Property.AIR_TEMPERATURE, "Lufttemperatur", "air temperature", "°C"),
    (Property.RELATIVE_HUMIDITY, "Relative Luftfeuchte", "relative humidity", "%"),
    (Property.NO2, "Stickstoffdioxid (NO2)", "nitrogen dioxide (NO2)", "µg/m³"),
    (Property.PM10, "Feinstaub PM10", "particles PM10", "µg/m³"),
    (Property.PM2_5, "Feinstaub PM2,5", "particles PM2.5", "µg/m³"),
    (Property.PM1, "Feinstaub PM1", "particles PM1", "µg/m³"),
    (Property.O3, "Ozon (O3)", "ozone (O3)", "µg/m³"),
    (Property.NO, "Stickstoffmonoxid (NO)", "nitrogen monoxide (NO)", "µg/m³"),
    (Property.SO2, "Schwefeldioxid (SO2)", "sulphur dioxide (SO2)", "µg/m³"),
    (Property.BENZENE, "Benzol", "benzene", "µg/m³"),
    (Property.CO2, "Kohlendioxid (CO2)", "carbon dioxide (CO2)", "ppm"),
    (Property.TVOC, "Flüchtige organische Stoffe", "volatile organic compounds", "ppb"),
    (Property.ILLUMINANCE, "Beleuchtungsstärke", "illuminance", "lx"),
    (Property.AIR_PRESSURE, "Luftdruck", "air pressure", "hPa"),
    (Property.WIND_SPEED, "Windgeschwindigkeit", "wind speed", "m/s"),
    (Property.SOLAR_RADIATION, "Globalstrahlung", "solar radiation", "W/m²"),
    (Property.SURFACE_TEMPERATURE, "Fahrbahntemperatur", "surface temperature", "°C"),
    (Property.SOIL_MOISTURE, "Bodenfeuchte", "soil moisture", "%"),
    (Property.SOIL_TEMPERATURE, "Bodentemperatur", "soil temperature", "°C"),
    (Property.SOIL_WATER_POTENTIAL, "Saugspannung im Boden", "soil water potential", "kPa"),
    (Property.WATER_LEVEL, "Wasserstand", "water level", "m"),
    (Property.WATER_TEMPERATURE, "Wassertemperatur", "water temperature", "°C"),
    (Property.DISTANCE, "Abstand", "distance", "m"),
)


def _mean(observed: Property, german: str, english: str, unit: str) -> Entry:
    return Entry(
        key=observed.value,
        number="D1",
        unit=DEFINITIONS[observed].unit,
        total="mean",
        parameters=(),
        source="2008/50/EC annex XI: 75 % capture; annex I: 90 % of a year",
        method_version=means.METHOD_VERSION,
        de=Words(
            name=f"{german}, Mittelwert",
            unit=unit,
            method=_METHOD_DE,
            reading_aid=(
                f"31 {unit} am Dienstag ist das Mittel der bekannten Stunden dieses Tages. Der "
                "größte Wert daneben kann weit darüber gelegen haben."
            ),
            not_to_confuse=_LOW_COST_DE,
        ),
        en=Words(
            name=f"{english}, mean",
            unit=unit,
            method=_METHOD_EN,
            reading_aid=(
                f"31 {unit} on Tuesday is the mean of the known hours of that day. The greatest "
                "value beside it may have been far above."
            ),
            not_to_confuse=_LOW_COST_EN,
        ),
        details=(
            Detail(key="low", unit=unit, de="kleinster Wert", en="least value"),
            Detail(key="high", unit=unit, de="größter Wert", en="greatest value"),
            Detail(key="median", unit=unit, de="Median der Stunden", en="median of the hours"),
            Detail(key="p98", unit=unit, de="98-%-Wert der Stunden", en="98th percentile of hours"),
            REASON,
        ),
    )


#: Those the API answers.
ENTRIES: Final = (
    *(_mean(*told) for told in _NAMES),
    Entry(
        key="precipitation",
        number="D1",
        unit="mm",
        total="sum",
        parameters=(),
        source="sum of intervals; an hour needs 75 % of its time",
        method_version=volume.METHOD_VERSION,
        de=Words(
            name="Niederschlag",
            unit="mm",
            method=(
                "Summe der Messabstände; über mehrere Viertelstunden gemessenes wird gleichmäßig "
                "verteilt. Ein Tag und länger: Summe des Bekannten, mit Abdeckung."
            ),
            reading_aid="4,2 mm sind 4,2 Liter je Quadratmeter.",
            not_to_confuse="Nicht mit der Regendauer und nicht mit der Stärke je Stunde.",
        ),
        en=Words(
            name="precipitation",
            unit="mm",
            method=(
                "Sum of intervals; what was measured over several quarter hours is spread evenly. "
                "A day and longer: the sum of what is known, with coverage."
            ),
            reading_aid="4.2 mm are 4.2 litres a square metre.",
            not_to_confuse="Not with how long it rained, and not with the rate an hour.",
        ),
    ),
    Entry(
        key="dew_point",
        number="D7",
        unit="Cel",
        total="mean",
        parameters=(),
        source="Alduchov and Eskridge (1996)",
        method_version=dew.METHOD_VERSION,
        de=Words(
            name="Taupunkt",
            unit="°C",
            method=(
                "Magnus-Formel aus den Stundenmitteln von Lufttemperatur und Luftfeuchte; ein Tag "
                "ist das Mittel seiner gültigen Stunden."
            ),
            reading_aid="9 °C heißt: an Flächen unter 9 °C schlägt sich Wasser nieder.",
            not_to_confuse="Nicht mit dem Reifpunkt, der bei Frost etwas höher liegt.",
        ),
        en=Words(
            name="dew point",
            unit="°C",
            method=(
                "Magnus formula of hourly means of air temperature and humidity; a day is the mean "
                "of its valid hours."
            ),
            reading_aid="9 °C means: on surfaces below 9 °C water condenses.",
            not_to_confuse="Not with the frost point, which lies a little higher in frost.",
        ),
        details=(
            Detail(key="frost_point", unit="Cel", de="Reifpunkt", en="frost point"),
            REASON,
        ),
    ),
)
