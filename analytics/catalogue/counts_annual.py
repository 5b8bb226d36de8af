"""What is said of mean daily traffic: AADT, ADT, MADT, AAWDT (B4 to B8)."""

from typing import Final

from analytics.catalogue.counts_details import DAYS, INTERVAL, REASON, WEEKDAYS
from analytics.catalogue.entry import Entry, Words
from analytics.counting import annual, months

ENTRIES: Final = (
    Entry(
        key="dtv",
        number="B7",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="FHWA 2016; Jessberger et al., Transportation Research Record 2593; TMG 2022",
        method_version=annual.METHOD_VERSION,
        details=(*INTERVAL, DAYS, REASON),
        de=Words(
            name="DTV",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Durchschnittlicher täglicher Verkehr aller Tage eines Jahres nach FHWA 2016: "
                "Mittel jeder Stunde jedes Wochentags je Monat, gewichtet nach dem Kalender. Nutzt "
                "auch halbe Tage. Fehlt eine der 168 Wochenstunden einen ganzen Monat, kein Wert. "
                "Unten und oben: 95-%-Bereich dessen, was fehlende Tage ändern können "
                "(7-Tage-Block-Bootstrap), ohne den Fehler des Zählers."
            ),
            reading_aid=(
                "4.350 heißt: an einem mittleren Tag des Jahres, Wochenenden und Ferien "
                "eingerechnet, fuhren 4.350 Fahrräder vorbei."
            ),
            not_to_confuse=(
                "Nicht mit dem DTVw der Werktage, nicht mit DTV_W der BASt (Montag bis Samstag) "
                "und nicht mit der Jahressumme geteilt durch die Tage, an denen gezählt wurde."
            ),
        ),
        en=Words(
            name="AADT",
            unit="vehicles, bicycles or persons a day",
            method=(
                "Annual average daily traffic by FHWA 2016: the mean of each hour of each weekday "
                "in each month, weighed by the calendar. Half days are used. Withheld where one of "
                "the 168 hours of the week is missing all month. Low and high: 95 % interval of "
                "what missing days may change (7-day block bootstrap), without the counter's error."
            ),
            reading_aid=(
                "4,350 means that on the average day of the year, weekends and holidays included, "
                "4,350 bicycles passed."
            ),
            not_to_confuse=(
                "Not with the weekday mean, not with BASt's DTV_W (Monday to Saturday), and not "
                "with the annual total over the days that were counted."
            ),
        ),
    ),
    Entry(
        key="adt",
        number="B4",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="FHWA, Traffic Monitoring Guide 2022",
        method_version=annual.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="Mittlerer Tagesverkehr des Zeitraums",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Summe der vollständigen Tage geteilt durch ihre Zahl. Mindestens ein "
                "vollständiger Tag."
            ),
            reading_aid=(
                "1.760 im Juni heißt: an den vollständig gezählten Junitagen fuhren im Mittel "
                "1.760."
            ),
            not_to_confuse=(
                "Nicht mit dem DTV: der gilt für ein ganzes Jahr und gleicht fehlende Tage aus."
            ),
        ),
        en=Words(
            name="ADT",
            unit="vehicles, bicycles or persons a day",
            method="The total of the whole days over their number. At least one whole day.",
            reading_aid=(
                "1,760 in June means that on the days of June that were counted whole 1,760 passed "
                "on average."
            ),
            not_to_confuse=(
                "Not with AADT, which holds for a whole year and makes up for missing days."
            ),
        ),
    ),
    Entry(
        key="madt",
        number="B8",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="FHWA 2016; TMG 2022, appendix L",
        method_version=months.METHOD_VERSION,
        details=(DAYS, WEEKDAYS, REASON),
        de=Words(
            name="Monats-DTV",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Mittel jeder Stunde jedes Wochentags im Monat, gewichtet danach, wie oft der "
                "Wochentag vorkommt. Fehlt eine der 168 Wochenstunden den ganzen Monat, kein Wert."
            ),
            reading_aid=(
                "Ein Monats-DTV von 5.100 im Juni neben 2.900 im Januar zeigt, wie stark die "
                "Jahreszeit wirkt."
            ),
            not_to_confuse="Nicht mit der Monatssumme und nicht mit dem Mittel nur der Werktage.",
        ),
        en=Words(
            name="MADT",
            unit="vehicles, bicycles or persons a day",
            method=(
                "The mean of each hour of each weekday in the month, weighed by how often the "
                "weekday occurs. Withheld where one of the 168 hours of the week is missing all "
                "month."
            ),
            reading_aid=(
                "A MADT of 5,100 in June beside 2,900 in January shows how much the season matters."
            ),
            not_to_confuse=(
                "Not with the total of the month, and not with the mean of working days only."
            ),
        ),
    ),
    Entry(
        key="aawdt",
        number="B8",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="FHWA, Traffic Monitoring Guide 2022; Städte: DTVw5",
        method_version=months.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTVw5",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Mittel der vollständigen Tage Montag bis Freitag ohne gesetzliche Feiertage; "
                "Schulferien zählen mit. Mindestens 30 Tage."
            ),
            reading_aid="4.900 heißt: an einem mittleren Arbeitstag fuhren 4.900 vorbei.",
            not_to_confuse=(
                "Nicht mit DTV_W der BASt: der zählt Montag bis Samstag und lässt die Schulferien "
                "weg."
            ),
        ),
        en=Words(
            name="AAWDT",
            unit="vehicles, bicycles or persons a day",
            method=(
                "The mean of whole days Monday to Friday without public holidays; school holidays "
                "are in it. At least 30 days."
            ),
            reading_aid="4,900 means that on the average working day 4,900 passed.",
            not_to_confuse=(
                "Not with BASt's DTV_W, which is Monday to Saturday outside school holidays."
            ),
        ),
    ),
)
