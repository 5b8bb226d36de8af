"""What is said beside the numbers of parking."""

from typing import Final

from analytics.catalogue.entry import Detail

REASON: Final = Detail(key="reason", unit="", de="Warum kein Wert", en="why there is no value")
AT: Final = (Detail(key="at", unit="", de="Zeitpunkt", en="at"), REASON)
PEAK: Final = (
    Detail(key="at", unit="", de="Zeitpunkt", en="at"),
    Detail(key="most", unit="vehicles", de="Höchststand", en="most at an instant"),
    Detail(key="most_at", unit="", de="Zeitpunkt des Höchststands", en="when that was"),
    REASON,
)
OFFERED: Final = (
    Detail(key="offered", unit="space*h", de="Angebot", en="offered"),
    REASON,
)
HOURS: Final = (
    Detail(key="hours_95", unit="h", de="Stunden ab 95 %", en="hours at 95 %"),
    Detail(key="known", unit="h", de="Bekannte Stunden", en="known hours"),
    Detail(key="expected", unit="h", de="Erwartete Stunden", en="expected hours"),
    REASON,
)
SPELLS: Final = (
    Detail(key="n", unit="1", de="Zahl der Strecken", en="number of spells"),
    Detail(key="median", unit="h", de="Median", en="median"),
    REASON,
)
#: What debouncing took out of the states of bays (A13).
REMOVED: Final = (
    Detail(
        key="merged",
        unit="1",
        de="Verbundene Lücken unter 30 s",
        en="vacancies below 30 s joined",
    ),
    Detail(
        key="dropped",
        unit="1",
        de="Verworfene Vorgänge unter 60 s",
        en="stays below 60 s dropped",
    ),
)
STAYS: Final = Detail(key="n", unit="1", de="Parkvorgänge", en="stays")
DURATIONS: Final = (
    Detail(key="p15", unit="min", de="15 % bleiben höchstens", en="15 % stay at most"),
    Detail(key="p85", unit="min", de="85 % bleiben höchstens", en="85 % stay at most"),
    Detail(key="mean_24h", unit="min", de="Mittel bis 24 h", en="mean up to 24 h"),
    STAYS,
    Detail(
        key="n_arrival_unknown",
        unit="1",
        de="Vorgänge ohne gesehene Ankunft",
        en="stays whose arrival was not seen",
    ),
    *REMOVED,
    REASON,
)
OVERSTAYS: Final = (
    Detail(key="low", unit="1", de="Mindestens", en="at least"),
    Detail(key="high", unit="1", de="Höchstens", en="at most"),
    Detail(key="excess", unit="min", de="Mittlere Überschreitung", en="mean excess"),
    STAYS,
    *REMOVED,
    REASON,
)
_KINDS: Final = (
    ("working_days", "Montag bis Freitag", "Monday to Friday"),
    ("saturdays", "Samstage", "Saturdays"),
    ("sundays", "Sonn- und Feiertage", "Sundays and holidays"),
)
#: 96 quarter hours of the wall clock each.
CHANCES: Final = tuple(
    detail
    for key, de, en in _KINDS
    for detail in (
        Detail(key=key, unit="1", de=f"{de}, 96 Viertelstunden", en=f"{en}, 96 quarter hours"),
        Detail(key=f"{key}_low", unit="1", de=f"{de}, mindestens", en=f"{en}, at least"),
        Detail(key=f"{key}_high", unit="1", de=f"{de}, höchstens", en=f"{en}, at most"),
        Detail(key=f"{key}_n", unit="d", de=f"{de}, Tage", en=f"{en}, days"),
    )
)
