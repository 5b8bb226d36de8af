"""What is said of peaks and design hours (B11 to B14)."""

from dataclasses import replace
from typing import Final

from analytics.catalogue.counts_details import PEAK, REASON, START
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.counting import design_hour, peaks

_PEAK_HOUR: Final = Entry(
    key="peak_hour",
    number="B13",
    unit="vehicles/h",
    total="mean",
    parameters=("mode", "direction"),
    source="HCM; Spitzenstunde, gleitend aus Viertelstunden",
    method_version=peaks.METHOD_VERSION,
    details=PEAK,
    de=Words(
        name="Spitzenstunde",
        unit="Fahrzeuge, Fahrräder oder Personen je Stunde",
        method=(
            "Größte Summe von vier aufeinander folgenden, bekannten Viertelstunden eines "
            "Suchzeitraums, der zu 75 % bekannt sein muss. Mehrere Tage: die typische Spitze, "
            "Median des Beginns und Mittel der Stärke von Dienstag bis Donnerstag außerhalb von "
            "Ferien und Feiertagen, mindestens 10 ganz bekannte Tage, ohne als untypisch vermerkte."
        ),
        reading_aid=(
            "730 ab 07:45 Uhr heißt: in der verkehrsreichsten Stunde, die auch um 07:45 "
            "beginnen kann, fuhren 730."
        ),
        not_to_confuse=(
            "Nicht mit der stärksten vollen Stunde, die kleiner ist, und nicht mit dem Maximum "
            "der mittleren Ganglinie."
        ),
    ),
    en=Words(
        name="peak hour",
        unit="vehicles, bicycles or persons per hour",
        method=(
            "The greatest sum of four consecutive, known quarter hours of a search period of "
            "which 75 % must be known. Several days: the typical peak, median start and mean "
            "volume of Tuesdays to Thursdays without holidays, at least 10 wholly known days, "
            "without those marked atypical."
        ),
        reading_aid=(
            "730 from 07:45 means that 730 passed in the busiest hour, which may begin at 07:45."
        ),
        not_to_confuse=(
            "Not with the busiest clock hour, which is smaller, and not with the maximum of a "
            "mean profile."
        ),
    ),
)


def _searched(key: str, hours: str, german: str, english: str) -> Entry:
    """Return the words of a peak hour that is searched for in a part of the day."""
    return replace(
        _PEAK_HOUR,
        key=key,
        de=replace(_PEAK_HOUR.de, name=f"{german} ({hours} Uhr)"),
        en=replace(_PEAK_HOUR.en, name=f"{english} ({hours})"),
    )


ENTRIES: Final = (
    _PEAK_HOUR,
    _searched("peak_hour_morning", "06-10", "Morgenspitze", "morning peak hour"),
    _searched("peak_hour_evening", "15-19", "Abendspitze", "evening peak hour"),
    Entry(
        key="peak_hour_factor",
        number="B14",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="HCM: PHF = V / (4 max q15)",
        method_version=peaks.METHOD_VERSION,
        details=(
            START,
            Detail(key="peak_hour", unit="1/h", de="Spitzenstunde", en="peak hour"),
            REASON,
        ),
        de=Words(
            name="Spitzenstundenfaktor",
            unit="Anteil, 0,25 bis 1",
            method=(
                "Stärke der Spitzenstunde geteilt durch das Vierfache ihrer stärksten "
                "Viertelstunde. Kein Wert unter 30 Fahrzeugen."
            ),
            reading_aid=(
                "0,82 heißt: die stärkste Viertelstunde war ein gutes Fünftel dichter als die "
                "Stunde im Mittel; 1 heißt ganz gleichmäßig."
            ),
            not_to_confuse=(
                "Nicht mitteln über Orte oder Tage. Das HBS braucht ihn nicht; er gehört zum HCM."
            ),
        ),
        en=Words(
            name="peak-hour factor",
            unit="share, 0.25 to 1",
            method=(
                "The volume of the peak hour over four times its busiest quarter hour. No value "
                "below 30 vehicles."
            ),
            reading_aid=(
                "0.82 means that the busiest quarter was a good fifth denser than the hour on "
                "average; 1 is even."
            ),
            not_to_confuse=(
                "Not to be averaged over sites or days. It belongs to the HCM; the German HBS does "
                "not use it."
            ),
        ),
    ),
    Entry(
        key="design_hour_volume",
        number="B12",
        unit="vehicles/h",
        total="mean",
        parameters=("mode", "direction"),
        source="AASHTO; HBS 2015: MSV, 30. Stunde je Richtung",
        method_version=design_hour.METHOD_VERSION,
        details=(
            Detail(key="at", unit="", de="Beginn (UTC)", en="begins (UTC)"),
            Detail(key="above", unit="h", de="Stärkere Stunden", en="busier hours"),
            REASON,
        ),
        de=Words(
            name="Maßgebende stündliche Verkehrsstärke (30. Stunde)",
            unit="Fahrzeuge je Stunde",
            method=(
                "Dreißiggrößte volle Stunde des Jahres, nach Rang auch bei gleichen Werten. "
                "Unbekannte Stunden werden nicht hochgerechnet; unter 95 % bekannter Stunden ist "
                "der Wert fraglich. Nur von einem ganzen Jahr."
            ),
            reading_aid=(
                "1.500 heißt: nur in 29 Stunden des Jahres war mehr los. Danach wird bemessen."
            ),
            not_to_confuse=(
                "Nicht mit der größten Stunde des Jahres und nicht mit der mittleren "
                "Spitzenstunde. Das HBS 2001 nahm die 50. Stunde."
            ),
        ),
        en=Words(
            name="design hourly volume (30th hour)",
            unit="vehicles per hour",
            method=(
                "The 30th highest clock hour of the year, by rank also among equal ones. Unknown "
                "hours are not made up for; below 95 % of known hours the value is doubted. Of a "
                "whole year alone."
            ),
            reading_aid=(
                "1,500 means that only 29 hours of the year were busier. Roads are designed for it."
            ),
            not_to_confuse=(
                "Not with the busiest hour of the year, and not with the typical peak hour. HBS "
                "2001 took the 50th."
            ),
        ),
    ),
    Entry(
        key="k_factor",
        number="B12",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="AASHTO: K30 = v30 / AADT",
        method_version=design_hour.METHOD_VERSION,
        details=(
            Detail(key="design_hour_volume", unit="1/h", de="30. Stunde", en="30th hour"),
            Detail(key="dtv", unit="1/d", de="DTV", en="AADT"),
            REASON,
        ),
        de=Words(
            name="K-Faktor (K30)",
            unit="Anteil am DTV",
            method="Dreißiggrößte Stunde geteilt durch den DTV.",
            reading_aid=(
                "0,10 ist üblich in der Stadt; 0,15 und mehr zeigt Ausflugs- oder Pendelverkehr "
                "mit scharfer Spitze."
            ),
            not_to_confuse="Nicht mit dem Anteil der Spitzenstunde an ihrem eigenen Tag.",
        ),
        en=Words(
            name="K factor (K30)",
            unit="share of AADT",
            method="The 30th highest hour over AADT.",
            reading_aid=(
                "0.10 is usual in towns; 0.15 and more shows leisure or commuter traffic with a "
                "sharp peak."
            ),
            not_to_confuse="Not with the share of the peak hour in its own day.",
        ),
    ),
    Entry(
        key="directional_factor",
        number="B11",
        unit="1",
        total="mean",
        parameters=("mode",),
        source="AASHTO: D in der Bemessungsstunde",
        method_version=design_hour.METHOD_VERSION,
        details=(
            Detail(key="heavier", unit="1/h", de="Stärkere Richtung", en="heavier direction"),
            REASON,
        ),
        de=Words(
            name="Richtungsfaktor D",
            unit="Anteil, 0,5 bis 1",
            method=(
                "Anteil der stärkeren Richtung in der dreißiggrößten Stunde des Querschnitts, nur "
                "von einem ganzen Jahr."
            ),
            reading_aid="0,60 heißt: in der Bemessungsstunde fahren 60 % in dieselbe Richtung.",
            not_to_confuse=(
                "Nicht mit der Richtungsaufteilung des Tages, die fast immer nahe 0,5 liegt."
            ),
        ),
        en=Words(
            name="directional factor D",
            unit="share, 0.5 to 1",
            method=(
                "The share of the heavier direction in the 30th highest hour of the cross-section, "
                "of a whole year."
            ),
            reading_aid="0.60 means that 60 % go the same way in the design hour.",
            not_to_confuse=(
                "Not with the directional split of the day, which is nearly always about 0.5."
            ),
        ),
    ),
)
