"""What is said of groups of vehicles that a device tells apart (section C)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON, VEHICLES
from analytics.counting import split

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="heavy_by_length",
        number="C14",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="TLS 2012, 8+1 classes; lorries from 8 m on as set by the city of Moers",
        method_version=split.METHOD_VERSION,
        de=Words(
            name="Schwerverkehr nach Klasse oder Länge",
            unit="Anteil",
            method=(
                "Schwere durch alle Fahrzeuge mit gemessener Geschwindigkeit; nach der Klasse des "
                "Geräts (TLS 8+1), sonst nach der Länge, schwer ab 8 m. Erst ab 30 Fahrzeugen und "
                "wenn höchstens 10 % in keiner Gruppe sind."
            ),
            reading_aid="0,06 heißt: 6 von 100 Fahrzeugen waren 8 m und länger.",
            not_to_confuse=(
                "Nicht mit dem SV-Anteil aus gezählten Klassen: ein langer Pkw mit Anhänger gilt "
                "hier als schwer, ein kurzer Lkw nicht."
            ),
        ),
        en=Words(
            name="heavy vehicles by class or length",
            unit="share",
            method=(
                "Heavy over all vehicles with a measured speed; by the class of the device "
                "(TLS 8+1), else by length, heavy from 8 m on. Only from 30 vehicles on, and where "
                "at most 10 % are in no group."
            ),
            reading_aid="0.06 means: 6 of 100 vehicles were 8 m or longer.",
            not_to_confuse=(
                "Not with the share of counted classes: a long car with trailer is heavy here, a "
                "short lorry is not."
            ),
        ),
        details=(
            Detail(key="bicycle", unit="1", de="Fahrräder", en="bicycles"),
            Detail(key="motorcycle", unit="1", de="Krafträder", en="motorcycles"),
            Detail(key="car", unit="1", de="Pkw", en="cars"),
            Detail(key="van", unit="1", de="Lieferwagen", en="vans"),
            Detail(key="heavy", unit="1", de="Schwerverkehr", en="heavy vehicles"),
            Detail(key="unknown", unit="1", de="in keiner Gruppe", en="in no group"),
            VEHICLES,
            REASON,
        ),
    ),
)
