"""What is said of forecasts, in German and English: how to read them, and why there is none."""

from typing import Final

from analytics.catalogue.entry import Words
from analytics.forecasts.backtest import Withheld

DE: Final = Words(
    name="Vorhersage für die nächsten zwei Stunden",
    unit="wie der Indikator, je Viertelstunde",
    method=(
        "Übliches Tagesprofil gleicher Tage (Feiertage wie Sonntage) und eine wöchentlich neu "
        "gelernte Regression auf das, was gerade anders ist; Band aus den eigenen Fehlern der "
        "letzten acht Wochen."
    ),
    reading_aid=(
        "In vier von fünf Fällen liegt der wahre Wert im Band. Daneben steht, wie gut solche "
        "Vorhersagen in den letzten acht Wochen waren: MASE unter 1 ist besser als die "
        "Wiederholung der Vorwoche."
    ),
    not_to_confuse=(
        "Nicht mit einer Messung: sie geht in keinen Indikator ein. Von Unfällen, Festen und "
        "Sperrungen weiß sie erst, wenn sie sich zeigen."
    ),
)
EN: Final = Words(
    name="forecast for the next two hours",
    unit="as the indicator, by quarter hour",
    method=(
        "Usual profile of days alike (holidays as Sundays) and a regression, learned anew every "
        "week, on what is different now; the band comes from its own errors of the last eight "
        "weeks."
    ),
    reading_aid=(
        "In four of five cases the true value lies in the band. Beside it stands how good such "
        "forecasts were in the last eight weeks: a MASE below 1 is better than last week again."
    ),
    not_to_confuse=(
        "Not with a measurement: it enters no indicator. It knows of accidents, fairs and "
        "closures only once they show."
    ),
)
REASONS: Final = {
    Withheld.INSUFFICIENT_DATA: {
        "de": "Zurückgehalten: weniger als etwa vier Monate Messwerte, um daran zu lernen.",
        "en": "Withheld: less than some four months of readings to learn from.",
    },
    Withheld.NOT_BETTER_THAN_LAST_WEEK: {
        "de": "Zurückgehalten: die Fehler sind nicht kleiner als die einer Wiederholung (MASE).",
        "en": "Withheld: the errors are not smaller than those of a repetition (MASE).",
    },
    Withheld.NOT_BETTER_THAN_BASELINE: {
        "de": "Zurückgehalten: nicht besser als das übliche Profil mit dem letzten Abstand davon.",
        "en": "Withheld: no better than the usual profile with its last difference.",
    },
    Withheld.BAND_NOT_HONEST: {
        "de": "Zurückgehalten: im 80-%-Band lagen zuletzt unter 75 oder über 85 % der Werte.",
        "en": "Withheld: of late, the 80 % band held under 75 or over 85 % of the values.",
    },
    Withheld.NO_RECENT_DATA: {
        "de": (
            "Zurückgehalten: der neueste Messwert ist über eine Stunde alt, oder Messwerte kommen "
            "hier meist so spät."
        ),
        "en": (
            "Withheld: the newest reading is more than an hour old, or readings mostly come that "
            "late here."
        ),
    },
    Withheld.TOO_COARSE: {
        "de": "Zurückgehalten: hier wird in Stunden oder Tagen gezählt, nicht in Viertelstunden.",
        "en": "Withheld: counted here are hours or days, not quarter hours.",
    },
    Withheld.NO_FORECAST: {
        "de": "Keine Vorhersage: zu dieser Zeit ist an solchen Tagen nichts bekannt.",
        "en": "No forecast: nothing is known of this time on such days.",
    },
}
