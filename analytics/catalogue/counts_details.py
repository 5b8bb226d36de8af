"""What is said beside the numbers of counters."""

from typing import Final

from analytics.catalogue.entry import Detail

REASON: Final = Detail(key="reason", unit="", de="Warum kein Wert", en="why there is no value")
DAYS: Final = Detail(key="days", unit="d", de="Vollständige Tage", en="whole days")
WEEKDAYS: Final = Detail(
    key="weekdays", unit="1/d", de="Mittel jedes Wochentags", en="mean of each weekday"
)
INTERVAL: Final = (
    Detail(key="low", unit="1/d", de="Untere Grenze (95 %)", en="lower end (95 %)"),
    Detail(key="high", unit="1/d", de="Obere Grenze (95 %)", en="upper end (95 %)"),
)
START: Final = Detail(key="begins", unit="", de="Beginn (Ortszeit)", en="begins (local time)")
PEAK: Final = (
    START,
    Detail(key="clock_hour", unit="1/h", de="Stärkste volle Stunde", en="busiest clock hour"),
    Detail(key="clock_start", unit="", de="Beginn der vollen Stunde", en="clock hour begins"),
    Detail(key="peak_hour_factor", unit="1", de="Spitzenstundenfaktor", en="peak-hour factor"),
    Detail(key="period_start", unit="", de="Spitzenzeit von", en="peak period from"),
    Detail(key="period_end", unit="", de="Spitzenzeit bis", en="peak period to"),
    Detail(key="days", unit="d", de="Tage im Mittel", en="days in the mean"),
    REASON,
)
PATTERN: Final = Detail(
    key="pattern",
    unit="",
    de="Muster: utilitarian Alltag, recreational Freizeit, mixed beides",
    en="pattern: utilitarian, recreational or mixed",
)
PROFILES: Final = (
    Detail(key="profile", unit="1", de="24 Stunden, alle Tage", en="24 hours, all days"),
    Detail(key="working_days", unit="1", de="Montag bis Freitag", en="Monday to Friday"),
    Detail(key="saturdays", unit="1", de="Samstage", en="Saturdays"),
    Detail(key="sundays", unit="1", de="Sonn- und Feiertage", en="Sundays and holidays"),
    Detail(key="median", unit="1/h", de="Median jeder Stunde", en="median of each hour"),
    REASON,
)
