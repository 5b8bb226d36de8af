"""What is said of DTV_W5, of factors between day types, and of mean hourly volumes (B9)."""

from typing import Final

from analytics.catalogue.counts_details import DAYS, REASON
from analytics.catalogue.entry import Entry, Words
from analytics.counting import bast

_SOURCE: Final = "BASt, Abkürzungen und CSV-Datensatzbeschreibung, 2015"


def _factor(key: str, de: Words, en: Words) -> Entry:
    return Entry(
        key=key,
        number="B9",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source=_SOURCE,
        method_version=bast.METHOD_VERSION,
        details=(REASON,),
        de=de,
        en=en,
    )


def _hourly(key: str, hours: str, when: tuple[str, str]) -> Entry:
    name = key.capitalize()
    return Entry(
        key=key,
        number="B9",
        unit="vehicles/h",
        total="mean",
        parameters=("mode", "direction"),
        source="BASt, Mt und Mn; RLS-19",
        method_version=bast.METHOD_VERSION,
        details=(REASON,),
        de=Words(
            name=f"Mittlere stündliche Verkehrsstärke {name} ({hours} Uhr)",
            unit="Fahrzeuge je Stunde",
            method=(
                f"Mittel der Jahresmittel der Stunden {hours} Uhr, alle Tage. Das Jahr braucht "
                "300 vollständige Tage, in jedem Monat welche."
            ),
            reading_aid=(
                f"{name} = 100 heißt: {when[0]} fahren im Mittel 100 Kfz je Stunde; mit Mt und Mn "
                "rechnet der Lärmschutz."
            ),
            not_to_confuse=(
                "Nicht mit der Spitzenstunde und nicht mit dem Wert eines bestimmten Tages."
            ),
        ),
        en=Words(
            name=f"mean hourly volume {name} ({hours})",
            unit="vehicles per hour",
            method=(
                f"The mean of the annual means of the hours {hours}, all days. The year needs 300 "
                "whole days, some in every month."
            ),
            reading_aid=(
                f"{name} = 100 means that 100 motor vehicles pass in the average hour {when[1]}; "
                "noise calculation takes Mt and Mn."
            ),
            not_to_confuse="Not with the peak hour, and not with the value of one day.",
        ),
    )


ENTRIES: Final = (
    Entry(
        key="dtv_w5",
        number="B9",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source=_SOURCE,
        method_version=bast.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTV_W_MobisFr (BASt)",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Mittel der vollständigen Tage Montag bis Freitag ohne gesetzliche Feiertage; "
                "Schulferien zählen mit. Das Jahr braucht 300 vollständige Tage, in jedem Monat "
                "welche."
            ),
            reading_aid="4.900 heißt: an einem mittleren Arbeitstag fuhren 4.900 vorbei.",
            not_to_confuse="Nicht mit DTV_W: der zählt Montag bis Samstag ohne Schulferien.",
        ),
        en=Words(
            name="DTV_W_MobisFr (BASt)",
            unit="vehicles, bicycles or persons a day",
            method=(
                "The mean of whole days Monday to Friday without public holidays; school holidays "
                "are in it. The year needs 300 whole days, some in every month."
            ),
            reading_aid="4,900 means that on the average working day 4,900 passed.",
            not_to_confuse="Not with DTV_W, which is Monday to Saturday outside school holidays.",
        ),
    ),
    _factor(
        "fer",
        Words(
            name="Ferienfaktor fer",
            unit="Verhältnis",
            method="DTV_U geteilt durch DTV_W, ohne als untypisch vermerkte Tage.",
            reading_aid="0,95 heißt: in den Schulferien fahren werktags 5 % weniger.",
            not_to_confuse="Nicht mit dem Sonntagsfaktor.",
        ),
        Words(
            name="holiday factor fer",
            unit="ratio",
            method="DTV_U over DTV_W, without days marked atypical.",
            reading_aid="0.95 means that 5 % less pass on weekdays in the school holidays.",
            not_to_confuse="Not with the Sunday factor.",
        ),
    ),
    _factor(
        "bso",
        Words(
            name="Sonntagsfaktor bSo",
            unit="Verhältnis",
            method=(
                "Mittel der Sonntage geteilt durch das von Dienstag bis Donnerstag, in Wochen ohne "
                "Feiertage und Ferien, ohne als untypisch vermerkte Tage."
            ),
            reading_aid="0,60 heißt: sonntags fährt gut die Hälfte dessen, was werktags fährt.",
            not_to_confuse="Nicht mit dem Wochenendindex WWI, der Samstage mitzählt.",
        ),
        Words(
            name="Sunday factor bSo",
            unit="ratio",
            method=(
                "The mean of Sundays over that of Tuesdays to Thursdays, in weeks without any "
                "holiday, without days marked atypical."
            ),
            reading_aid="0.60 means that on Sundays a good half of a weekday passes.",
            not_to_confuse="Not with the weekend index WWI, which has Saturdays in it.",
        ),
    ),
    _factor(
        "bfr",
        Words(
            name="Freitagsfaktor bFr",
            unit="Verhältnis",
            method=(
                "Mittel der Freitage geteilt durch das von Dienstag bis Donnerstag, in Wochen ohne "
                "Feiertage und Ferien, ohne als untypisch vermerkte Tage."
            ),
            reading_aid="1,10 heißt: freitags fährt ein Zehntel mehr als in der Wochenmitte.",
            not_to_confuse="Nicht mit dem Wochentag Freitag der Wochenganglinie, die alle zählt.",
        ),
        Words(
            name="Friday factor bFr",
            unit="ratio",
            method=(
                "The mean of Fridays over that of Tuesdays to Thursdays, in weeks without any "
                "holiday, without days marked atypical."
            ),
            reading_aid="1.10 means that a tenth more passes on Fridays than in midweek.",
            not_to_confuse="Not with Friday in the weekly profile, which counts every week.",
        ),
    ),
    _hourly("mt", "06-22", ("tags", "of the day")),
    _hourly("mn", "22-06", ("nachts", "of the night")),
    _hourly("md", "06-18", ("tagsüber", "of the day without the evening")),
    _hourly("me", "18-22", ("abends", "of the evening")),
)
