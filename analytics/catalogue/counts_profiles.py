"""What is said of profiles of counts and of who rides (B17, B18)."""

from typing import Final

from analytics.catalogue.counts_details import PATTERN, PROFILES, REASON
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.counting import patterns, profiles

ENTRIES: Final = (
    Entry(
        key="hourly_profile",
        number="B18",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Tagesganglinie; Stundenindex",
        method_version=profiles.METHOD_VERSION,
        details=PROFILES,
        de=Words(
            name="Tagesganglinie",
            unit="Anteil der Stunde am Tag",
            method=(
                "Mittel jeder Stunde geteilt durch das Tagesmittel; die 24 Anteile ergeben 1. Jede "
                "Stunde an mindestens 3 Tagen bekannt. Die doppelte Stunde im Herbst zählt als "
                "Mittel. Der Wert ist der größte Anteil; alle 24 stehen daneben."
            ),
            reading_aid="0,09 um 7 Uhr heißt: zwischen 7 und 8 Uhr fahren 9 % des Tages.",
            not_to_confuse="Nicht mit der Stärke einer bestimmten Stunde.",
        ),
        en=Words(
            name="daily profile",
            unit="share of the hour in the day",
            method=(
                "The mean of each hour over the mean day; the 24 shares add up to 1. Each hour "
                "known on at least 3 days. The double hour in autumn enters as its mean. The value "
                "is the greatest share; all 24 stand beside it."
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
        method_version=patterns.METHOD_VERSION,
        details=(
            Detail(key="morning_index", unit="1", de="AMI", en="AMI"),
            PATTERN,
            REASON,
        ),
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
        method_version=patterns.METHOD_VERSION,
        details=(
            Detail(key="weekend_index", unit="1", de="WWI", en="WWI"),
            PATTERN,
            REASON,
        ),
        de=Words(
            name="Morgenspitzenindex (AMI)",
            unit="Verhältnis",
            method=(
                "Werktags 07–09 Uhr geteilt durch 11–13 Uhr, April bis Oktober, ohne Feiertage; "
                "mindestens 20 Tage und 8 am Wochenende."
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
                "least 20 days, and 8 of weekends."
            ),
            reading_aid=(
                "2.0 means that twice as many ride in the morning as at noon. Above 1.5 and WWI "
                "below 0.8: to work and school."
            ),
            not_to_confuse="Not with the peak-hour factor.",
        ),
    ),
    Entry(
        key="weekday_profile",
        number="B18",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Wochenganglinie; Tagesindex",
        method_version=profiles.METHOD_VERSION,
        details=(
            Detail(key="profile", unit="1", de="Montag bis Sonntag", en="Monday to Sunday"),
            Detail(
                key="hours_of_week",
                unit="1/h",
                de="Mittel der 168 Wochenstunden",
                en="mean of the 168 hours of the week",
            ),
            REASON,
        ),
        de=Words(
            name="Wochenganglinie",
            unit="Verhältnis zum mittleren Wochentag",
            method=(
                "Mittel jedes Wochentags geteilt durch das Mittel der sieben; jeder an mindestens "
                "3 vollständigen Tagen. Der Wert ist der größte; alle sieben stehen daneben."
            ),
            reading_aid="1,15 heißt: am stärksten Wochentag fährt 15 % mehr als im Mittel.",
            not_to_confuse=(
                "Nicht mit dem Wochenendindex, der nur April bis Oktober und keine Feiertage zählt."
            ),
        ),
        en=Words(
            name="weekly profile",
            unit="ratio to the mean weekday",
            method=(
                "The mean of each weekday over the mean of the seven; each of at least 3 whole "
                "days. The value is the greatest; all seven stand beside it."
            ),
            reading_aid="1.15 means that 15 % more than the mean pass on the busiest weekday.",
            not_to_confuse=(
                "Not with the weekend index, which counts April to October without holidays."
            ),
        ),
    ),
    Entry(
        key="month_profile",
        number="B18",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Jahresganglinie; Monatsindex MADT / DTV",
        method_version=profiles.METHOD_VERSION,
        details=(
            Detail(key="profile", unit="1", de="Januar bis Dezember", en="January to December"),
            REASON,
        ),
        de=Words(
            name="Jahresganglinie",
            unit="Verhältnis zum DTV",
            method=(
                "Monats-DTV geteilt durch DTV, von zwölf Monaten. Kein Wert, wenn in einem Monat "
                "ein Wochentag fehlt. Der Wert ist der größte; alle zwölf stehen daneben."
            ),
            reading_aid="1,3 heißt: im stärksten Monat fährt 30 % mehr als im Mittel des Jahres.",
            not_to_confuse="Nicht mit den Monatssummen: auch die Länge des Monats steckt darin.",
        ),
        en=Words(
            name="annual profile",
            unit="ratio to AADT",
            method=(
                "MADT over AADT, of twelve months. Withheld where a month misses a weekday. The "
                "value is the greatest; all twelve stand beside it."
            ),
            reading_aid="1.3 means that 30 % more than the year's mean pass in the busiest month.",
            not_to_confuse="Not with monthly totals, which depend on the length of the month too.",
        ),
    ),
)
