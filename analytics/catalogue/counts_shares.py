"""What is said of shares and profiles of counts (B3, B10, B17, B18)."""

from typing import Final

from analytics.catalogue.entry import Entry, Words
from analytics.counting import profiles, split

#: Not asked for by the API yet.
PLANNED: Final = (
    Entry(
        key="directional_split",
        number="B3",
        unit="1",
        total="mean",
        parameters=("mode",),
        source="FHWA, Traffic Monitoring Guide 2022",
        method_version=split.METHOD_VERSION,
        de=Words(
            name="Richtungsaufteilung",
            unit="Anteil der ersten Richtung",
            method=(
                "Summe der ersten Richtung geteilt durch die Summe beider, über die Stunden, in "
                "denen beide bekannt sind."
            ),
            reading_aid=(
                "0,52 heißt: 52 von 100 fuhren in die erste Richtung. Dauerhaft weit von 0,5: eine "
                "Richtung zählt vermutlich zu wenig."
            ),
            not_to_confuse="Nicht mit dem Richtungsfaktor D der Bemessungsstunde.",
        ),
        en=Words(
            name="directional split",
            unit="share of the first direction",
            method=(
                "The total of the first direction over that of both, over the hours in which both "
                "are known."
            ),
            reading_aid=(
                "0.52 means that 52 of 100 went the first way. Far from 0.5 for long: one "
                "direction probably counts too few."
            ),
            not_to_confuse="Not with the factor D of the design hour.",
        ),
    ),
    Entry(
        key="heavy_share",
        number="B10",
        unit="1",
        total="mean",
        parameters=("direction",),
        source="BASt / TLS: SV-Anteil",
        method_version=split.METHOD_VERSION,
        de=Words(
            name="Schwerverkehrsanteil",
            unit="Anteil am Kfz-Verkehr",
            method=(
                "Schwerverkehr geteilt durch alle Kfz (Verhältnis der Summen). Kein Wert, wenn "
                "mehr als 10 % keiner Klasse zugeordnet sind."
            ),
            reading_aid="0,068 heißt: knapp 7 von 100 Kfz sind Busse oder Lkw über 3,5 t.",
            not_to_confuse=(
                "Nicht mit „Lkw-ähnlich“ von Zweiklassengeräten, das auch Pkw mit Anhänger enthält."
            ),
        ),
        en=Words(
            name="heavy-vehicle share",
            unit="share of motor vehicles",
            method=(
                "Heavy vehicles over all motor vehicles, a ratio of sums. Withheld where more than "
                "10 % are in no class."
            ),
            reading_aid=(
                "0.068 means that nearly 7 of 100 motor vehicles are buses, or lorries above 3.5 t."
            ),
            not_to_confuse=(
                "Not with “like lorries” of two-class devices, which has cars with trailer in it."
            ),
        ),
    ),
    Entry(
        key="hourly_profile",
        number="B18",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Tagesganglinie; Stundenindex",
        method_version=profiles.METHOD_VERSION,
        de=Words(
            name="Tagesganglinie",
            unit="Anteil der Stunde am Tag",
            method=(
                "Mittel jeder Stunde geteilt durch das Tagesmittel; die 24 Anteile ergeben 1. Jede "
                "Stunde an mindestens 3 Tagen bekannt. Die doppelte Stunde im Herbst zählt als "
                "Mittel."
            ),
            reading_aid="0,09 um 7 Uhr heißt: zwischen 7 und 8 Uhr fahren 9 % des Tages.",
            not_to_confuse="Nicht mit der Stärke einer bestimmten Stunde.",
        ),
        en=Words(
            name="daily profile",
            unit="share of the hour in the day",
            method=(
                "The mean of each hour over the mean day; the 24 shares add up to 1. Each hour "
                "known on at least 3 days. The double hour in autumn enters as its mean."
            ),
            reading_aid="0.09 at 7 means that 9 % of the day pass between 7 and 8 o'clock.",
            not_to_confuse="Not with the volume of one particular hour.",
        ),
    ),
    Entry(
        key="weekend_index",
        number="B17",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Miranda-Moreno et al., Transportation Research Record 2339, 2013",
        method_version=profiles.METHOD_VERSION,
        de=Words(
            name="Wochenendindex (WWI)",
            unit="Verhältnis",
            method=(
                "Mittlerer Wochenendtag geteilt durch mittleren Wochentag, April bis Oktober, ohne "
                "Feiertage; mindestens 20 und 8 Tage."
            ),
            reading_aid=(
                "0,75 heißt: am Wochenende fährt ein Viertel weniger; über 1,3 ist es eine "
                "Freizeitstrecke."
            ),
            not_to_confuse=(
                "Nicht mit dem Sonntagsfaktor bSo der BASt, der Sonntage mit Dienstag bis "
                "Donnerstag vergleicht."
            ),
        ),
        en=Words(
            name="weekend index (WWI)",
            unit="ratio",
            method=(
                "The mean weekend day over the mean weekday, April to October, without public "
                "holidays; at least 20 and 8 days."
            ),
            reading_aid=(
                "0.75 means that a quarter less ride at the weekend; above 1.3 it is a leisure "
                "route."
            ),
            not_to_confuse=(
                "Not with BASt's Sunday factor bSo, which compares Sundays with Tuesdays to "
                "Thursdays."
            ),
        ),
    ),
    Entry(
        key="morning_index",
        number="B17",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Miranda-Moreno et al., Transportation Research Record 2339, 2013",
        method_version=profiles.METHOD_VERSION,
        de=Words(
            name="Morgenspitzenindex (AMI)",
            unit="Verhältnis",
            method=(
                "Werktags 07–09 Uhr geteilt durch 11–13 Uhr, April bis Oktober, ohne Feiertage; "
                "mindestens 20 Tage."
            ),
            reading_aid=(
                "2,0 heißt: morgens fährt doppelt so viel wie mittags. Über 1,5 und WWI unter 0,8: "
                "Alltagsverkehr."
            ),
            not_to_confuse="Nicht mit dem Spitzenstundenfaktor.",
        ),
        en=Words(
            name="morning index (AMI)",
            unit="ratio",
            method=(
                "Weekdays 07-09 over 11-13 o'clock, April to October, without public holidays; at "
                "least 20 days."
            ),
            reading_aid=(
                "2.0 means that twice as many ride in the morning as at noon. Above 1.5 and WWI "
                "below 0.8: to work and school."
            ),
            not_to_confuse="Not with the peak-hour factor.",
        ),
    ),
)
