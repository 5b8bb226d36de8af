"""What is said of how full a street is: density, utilisation and levels of service (C10-C12)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON, VEHICLES
from analytics.speeds import density, service_level

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="density",
        number="C10",
        unit="vehicles/km",
        total="mean",
        parameters=("mode", "direction"),
        details=(
            Detail(key="flow", unit="1/h", de="Verkehrsstärke", en="flow"),
            Detail(
                key="space_mean",
                unit="km/h",
                de="Mittlere momentane Geschwindigkeit",
                en="space-mean speed",
            ),
            VEHICLES,
            REASON,
        ),
        source="NPTEL, Fundamental relations: k = q / v_s",
        method_version=density.METHOD_VERSION,
        de=Words(
            name="Verkehrsdichte",
            unit="Kfz/km",
            method=(
                "Verkehrsstärke durch mittlere momentane Geschwindigkeit, einer Richtung; erst ab "
                "10 Fahrzeugen. Viertelstunden mit Stärke und Geschwindigkeit daneben sind die "
                "Punkte des Fundamentaldiagramms."
            ),
            reading_aid="25 heißt: auf einem Kilometer waren im Mittel 25 Fahrzeuge unterwegs.",
            not_to_confuse=(
                "Nicht mit der Verkehrsstärke (Fahrzeuge je Stunde an einer Stelle): im Stau ist "
                "die Dichte hoch und die Stärke niedrig."
            ),
        ),
        en=Words(
            name="density",
            unit="vehicles/km",
            method=(
                "Flow over space-mean speed, of one direction; only where 10 vehicles passed. "
                "Quarter hours with flow and speed beside them are the points of the fundamental "
                "diagram."
            ),
            reading_aid="25 means: on one kilometre there were 25 vehicles on average.",
            not_to_confuse=(
                "Not with volume (vehicles an hour at one point): in a jam the density is high "
                "and the volume low."
            ),
        ),
    ),
    Entry(
        key="utilisation",
        number="C12",
        unit="1",
        total="mean",
        parameters=("direction",),
        source="HBS 2001 after a secondary source; capacity as configured",
        method_version=service_level.METHOD_VERSION,
        de=Words(
            name="Auslastungsgrad und Qualitätsstufe (orientierend)",
            unit="Anteil",
            method=(
                "Verkehrsstärke einer Richtung durch ihre eingetragene Kapazität (road_capacity, "
                "wie sie galt): eines Tages die stärkste volle Stunde, sonst die 30.; bis "
                "0,75 Stufe A–C, 0,90 D, 1,0 E, darüber F."
            ),
            reading_aid=(
                "0,83 (D) heißt: in der Bemessungsstunde waren 83 % der Kapazität in Anspruch "
                "genommen. Stufen werden nicht gemittelt."
            ),
            not_to_confuse=(
                "Nicht mit einem Nachweis nach HBS: ein Zählgerät misst weder Wartezeit noch "
                "Kapazität. Nicht mit der Auslastung eines Parkplatzes."
            ),
        ),
        en=Words(
            name="utilisation and level of service (indicative)",
            unit="share",
            method=(
                "Volume of one direction over its entered capacity (road_capacity, as valid in the "
                "hour): of a day the busiest clock hour, else the 30th; up to 0.75 level A–C, "
                "0.90 D, 1.0 E, above F."
            ),
            reading_aid=(
                "0.83 (D) means: in the design hour 83 % of the capacity was used. Levels are "
                "never averaged."
            ),
            not_to_confuse=(
                "Not with a proof after HBS: a counter measures neither delay nor capacity. Nor "
                "with the occupancy of a car park."
            ),
        ),
        details=(
            Detail(key="level", unit="A–F", de="Qualitätsstufe", en="level of service"),
            Detail(key="demand", unit="1/h", de="Verkehrsstärke dieser Stunde", en="its volume"),
            Detail(key="capacity", unit="1/h", de="Kapazität zu der Stunde", en="its capacity"),
            REASON,
        ),
    ),
    Entry(
        key="lane_density",
        number="C12",
        unit="vehicles/km/lane",
        total="mean",
        parameters=("mode", "direction"),
        source="HCM, basic freeway segments (TxDOT TSP Manual 9.3.4); lanes as entered",
        method_version=service_level.METHOD_VERSION,
        de=Words(
            name="Dichte je Fahrstreifen und Qualitätsstufe (orientierend)",
            unit="Kfz/km/Fahrstreifen",
            method=(
                "Verkehrsstärke einer Richtung durch mittlere momentane Geschwindigkeit und "
                "eingetragene Fahrstreifen (lanes, wie sie galten), erst ab 10 Fahrzeugen; eines "
                "Tages die dichteste volle Stunde, sonst die 30. Stufen des HCM für "
                "Autobahnabschnitte: bis 6,8 A, 11,2 B, 16,2 C, 21,7 D, 28,0 E, darüber oder über "
                "der eingetragenen Kapazität F."
            ),
            reading_aid=(
                "12 (C) heißt: auf einem Kilometer eines Fahrstreifens waren in der Stunde im "
                "Mittel 12 Fahrzeuge. Stufen werden nicht gemittelt."
            ),
            not_to_confuse=(
                "Nicht mit einem Nachweis: die Grenzen gelten für freie Strecken ohne Ampeln und "
                "für Pkw-Einheiten, gezählt sind Fahrzeuge. Nicht mit der Stufe des "
                "Auslastungsgrads."
            ),
        ),
        en=Words(
            name="density of a lane and level of service (indicative)",
            unit="vehicles/km/lane",
            method=(
                "Flow of one direction over space-mean speed and entered lanes (lanes, as valid "
                "in the hour), only where 10 vehicles passed; of a day the densest clock hour, "
                "else the 30th. Levels of the HCM for basic freeway segments: up to 6.8 A, "
                "11.2 B, 16.2 C, 21.7 D, 28.0 E, above it or above the entered capacity F."
            ),
            reading_aid=(
                "12 (C) means: on one kilometre of a lane there were 12 vehicles on average in "
                "that hour. Levels are never averaged."
            ),
            not_to_confuse=(
                "Not with a proof: the bounds are of roads without signals and of passenger "
                "cars, and vehicles are counted. Nor with the level by utilisation."
            ),
        ),
        details=(
            Detail(key="level", unit="A–F", de="Qualitätsstufe", en="level of service"),
            Detail(key="lanes", unit="1", de="Fahrstreifen", en="lanes"),
            Detail(key="flow", unit="1/h", de="Verkehrsstärke", en="flow"),
            Detail(
                key="space_mean",
                unit="km/h",
                de="Mittlere momentane Geschwindigkeit",
                en="space-mean speed",
            ),
            VEHICLES,
            REASON,
        ),
    ),
)
