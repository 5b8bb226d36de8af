"""What is said of the indicators of headways, density and level of service (section C)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.speeds import density, headways, service_level

#: Those the API answers.
ENTRIES: Final[tuple[Entry, ...]] = ()

PLANNED: Final = (
    Entry(
        key="close_following",
        number="C9",
        unit="1",
        total="mean",
        parameters=("direction",),
        source="German half-speedometer rule: 1.8 s at any speed",
        method_version=headways.METHOD_VERSION,
        de=Words(
            name="Anteil zu dichter Folgefahrten",
            unit="Anteil",
            method=(
                "Nettozeitlücken unter 1,8 s (halber Tacho) durch alle bekannten, je Fahrstreifen. "
                "Mehr als 60 s Abstand und Geräteausfälle ergeben keine Lücke. Erst ab 30 Lücken "
                "und nur mit Zeiten in Millisekunden."
            ),
            reading_aid="0,24 heißt: 24 von 100 Folgenden hielten weniger als den halben Tacho.",
            not_to_confuse=(
                "Nicht mit dem Anteil aller Fahrzeuge: allein Fahrende zählen nicht mit. Nicht mit "
                "der Bruttozeitlücke von Front zu Front."
            ),
        ),
        en=Words(
            name="share of close following",
            unit="share",
            method=(
                "Gaps below 1.8 s (half the speedometer) over all known gaps, lane by lane. More "
                "than 60 s apart and outages are no gap. Only from 30 gaps on, and only with "
                "times in milliseconds."
            ),
            reading_aid="0.24 means: 24 of 100 followers kept less than half the speedometer.",
            not_to_confuse=(
                "Not with a share of all vehicles: who drives alone is not in it. Not with the "
                "headway from front to front."
            ),
        ),
        details=(
            Detail(key="dangerous", unit="1", de="unter 0,9 s", en="below 0.9 s"),
            Detail(key="pairs", unit="1", de="bekannte Lücken", en="known gaps"),
        ),
    ),
    Entry(
        key="density",
        number="C10",
        unit="vehicles/km",
        total="mean",
        parameters=("direction",),
        source="NPTEL, Fundamental relations: k = q / v_s",
        method_version=density.METHOD_VERSION,
        de=Words(
            name="Verkehrsdichte",
            unit="Kfz/km",
            method=(
                "Verkehrsstärke durch mittlere momentane Geschwindigkeit, je Richtung und "
                "Viertelstunde; erst ab 10 Fahrzeugen darin."
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
                "Flow over space-mean speed, by direction and quarter hour; only where 10 "
                "vehicles passed in it."
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
                "Verkehrsstärke der Bemessungsstunde durch die eingetragene Kapazität; bis 0,75 "
                "Stufe A–C, 0,90 D, 1,0 E, darüber F. Ohne eingetragene Kapazität kein Wert."
            ),
            reading_aid=(
                "0,83 (D) heißt: in der Bemessungsstunde waren 83 % der Kapazität in Anspruch "
                "genommen. Stufen werden nicht gemittelt."
            ),
            not_to_confuse=(
                "Kein Nachweis nach HBS: ein Zählgerät misst weder Wartezeit noch Kapazität. Nicht "
                "mit der Auslastung eines Parkplatzes."
            ),
        ),
        en=Words(
            name="utilisation and level of service (indicative)",
            unit="share",
            method=(
                "Volume of the design hour over the configured capacity; up to 0.75 level A–C, "
                "0.90 D, 1.0 E, above F. No value without a configured capacity."
            ),
            reading_aid=(
                "0.83 (D) means: in the design hour 83 % of the capacity was used. Levels are "
                "never averaged."
            ),
            not_to_confuse=(
                "No proof after HBS: a counter measures neither delay nor capacity. Not with the "
                "occupancy of a car park."
            ),
        ),
        details=(Detail(key="level", unit="A–F", de="Qualitätsstufe", en="level of service"),),
    ),
)
