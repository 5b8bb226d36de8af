"""What is said of the chance of a free space on arrival, in German and English."""

from typing import Final

from analytics.catalogue.entry import Words
from analytics.parking.arrival_told import Basis
from analytics.parking.availability import Withheld

DE: Final = Words(
    name="Chance auf einen freien Platz bei Ankunft",
    unit="Wahrscheinlichkeit (1 = sicher)",
    method=(
        "In der nächsten Stunde aus dem, was jetzt frei ist, und dem Üblichen solcher Tage "
        "(Montag bis Freitag, Samstage, Sonn- und Feiertage), wöchentlich neu aus den 26 Wochen "
        "davor gelernt; für kommende Tage der Anteil solcher Tage mit freiem Platz."
    ),
    reading_aid=(
        "0,8 heißt: von zehn solchen Angaben trafen etwa acht zu. Die Tabelle daneben zeigt für "
        "die letzten acht Wochen, wie oft sie es wirklich taten."
    ),
    not_to_confuse=(
        "Nicht mit 1 minus Auslastung, und nicht mit einer Reservierung: der letzte Platz kann "
        "weg sein, bis man ihn gefunden hat."
    ),
)
EN: Final = Words(
    name="chance of a free space on arrival",
    unit="probability (1 = certain)",
    method=(
        "Within the hour from what is free now and what is usual on such days (Monday to Friday, "
        "Saturdays, Sundays and holidays), learned anew every week from the 26 weeks before; for "
        "coming days the share of such days on which a space was free."
    ),
    reading_aid=(
        "0.8 means that of ten such answers about eight came true. The table beside it shows for "
        "the last eight weeks how often they really did."
    ),
    not_to_confuse=(
        "Not with 1 minus occupancy, and not with a reservation: the last space may be gone "
        "before it is found."
    ),
)
REASONS: Final = {
    Withheld.FEW_DAYS: {
        "de": "Zurückgehalten: weniger als acht Wochen oder weniger als 20 solche Tage bekannt.",
        "en": "Withheld: less than eight weeks, or fewer than 20 such days, are known.",
    },
    Withheld.UNKNOWN_NOW: {
        "de": "Zurückgehalten: der neueste Wert ist über eine halbe Stunde alt, oder zu wenige "
        "Stellplätze sind bekannt.",
        "en": "Withheld: the newest value is more than half an hour old, or too few spaces are "
        "known.",
    },
    Withheld.DOUBTED: {
        "de": "Zurückgehalten: der neueste Wert ist fraglich.",
        "en": "Withheld: the newest value is doubted.",
    },
    Withheld.CLOSED: {
        "de": "Zu dieser Zeit ist geschlossen.",
        "en": "It is closed at that time.",
    },
    Withheld.NOT_TRIED: {
        "de": "Zurückgehalten: noch keine zwei Wochen, an denen sich solche Angaben prüfen lassen.",
        "en": "Withheld: not yet two weeks on which such answers can be tried.",
    },
    Withheld.NOT_RELIABLE: {
        "de": "Zurückgehalten: in den letzten acht Wochen trafen solche Angaben nicht so oft zu, "
        "wie sie sagten.",
        "en": "Withheld: in the last eight weeks such answers did not come true as often as they "
        "said.",
    },
}
BASES: Final = {
    Basis.NOW: {
        "de": "aus dem, was jetzt frei ist, und dem Üblichen",
        "en": "from what is free now and what is usual",
    },
    Basis.KIND_OF_DAY: {
        "de": "aus dem Üblichen solcher Tage",
        "en": "from what is usual on such days",
    },
}
