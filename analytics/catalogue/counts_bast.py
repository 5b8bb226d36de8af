"""What is said of the BASt family: DTV by day type and mean hourly volumes (B9)."""

from typing import Final

from analytics.catalogue.counts_details import DAYS, REASON
from analytics.catalogue.entry import Entry, Words
from analytics.counting import bast

ENTRIES: Final = (
    Entry(
        key="dtv_w",
        number="B9",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="BASt, Abkürzungen und CSV-Datensatzbeschreibung, 2015",
        method_version=bast.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTV_W (BASt)",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Mittel der vollständigen Tage Montag bis Samstag außerhalb der Schulferien, ohne "
                "Feiertage. Das Jahr braucht 300 vollständige Tage, in jedem Monat welche."
            ),
            reading_aid=(
                "12.000 heißt: an einem mittleren Werktag (Samstage zählen mit) außerhalb der "
                "Ferien fuhren 12.000 vorbei."
            ),
            not_to_confuse="Nicht mit dem DTVw der Städte, der meist Montag bis Freitag meint.",
        ),
        en=Words(
            name="DTV_W (BASt)",
            unit="vehicles, bicycles or persons a day",
            method=(
                "The mean of whole days Monday to Saturday outside school holidays, without public "
                "holidays. The year needs 300 whole days, some in every month."
            ),
            reading_aid=(
                "12,000 means that on the average weekday, Saturdays included, outside school "
                "holidays 12,000 passed."
            ),
            not_to_confuse="Not with the weekday mean of towns, which is mostly Monday to Friday.",
        ),
    ),
    Entry(
        key="dtv_u",
        number="B9",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="BASt, Abkürzungen und CSV-Datensatzbeschreibung, 2015",
        method_version=bast.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTV_U (BASt)",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method=(
                "Mittel der vollständigen Tage Montag bis Samstag in den Schulferien des Landes, "
                "ohne Feiertage."
            ),
            reading_aid=(
                "11.400 neben einem DTV_W von 12.000 heißt: in den Ferien fährt 5 % weniger "
                "(Ferienfaktor 0,95)."
            ),
            not_to_confuse=(
                "Nicht mit Urlaubsverkehr: gezählt wird, wer in den Ferien vorbeikommt, gleich "
                "warum."
            ),
        ),
        en=Words(
            name="DTV_U (BASt)",
            unit="vehicles, bicycles or persons a day",
            method=(
                "The mean of whole days Monday to Saturday in the school holidays of the Land, "
                "without public holidays."
            ),
            reading_aid=(
                "11,400 beside a DTV_W of 12,000 means that 5 % less passes in the holidays "
                "(factor 0.95)."
            ),
            not_to_confuse=(
                "Not with holiday traffic: whoever passes in the holidays is counted, whatever for."
            ),
        ),
    ),
    Entry(
        key="dtv_s",
        number="B9",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction"),
        source="BASt, Abkürzungen und CSV-Datensatzbeschreibung, 2015",
        method_version=bast.METHOD_VERSION,
        details=(DAYS, REASON),
        de=Words(
            name="DTV_S (BASt)",
            unit="Fahrzeuge, Fahrräder oder Personen je Tag",
            method="Mittel der vollständigen Sonn- und gesetzlichen Feiertage des Landes.",
            reading_aid=(
                "7.200 neben 12.000 an Werktagen: der Weg dient vor allem Arbeit und Schule."
            ),
            not_to_confuse="Nicht mit dem Wochenende: Samstage zählen nach BASt zu den Werktagen.",
        ),
        en=Words(
            name="DTV_S (BASt)",
            unit="vehicles, bicycles or persons a day",
            method="The mean of whole Sundays and public holidays of the Land.",
            reading_aid="7,200 beside 12,000 on weekdays: the way mainly serves work and school.",
            not_to_confuse="Not with the weekend: BASt counts Saturdays among the weekdays.",
        ),
    ),
)
