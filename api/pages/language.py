"""A language of the page: its words, and how it writes numbers, days, ages and intervals."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Final, Literal

NO_VALUE: Final = "–"
NARROW_SPACE: Final = "\u202f"
_MINUTE_S: Final = 60
_HOUR_S: Final = 3_600
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Words and notation of one language; `prefix` begins every address of its pages."""

    tag: Literal["de", "en"]
    prefix: str
    words: Mapping[str, str]
    decimal: str
    group: str

    def say(self, key: str, **values: object) -> str:
        """Return the word or sentence of a key, its gaps filled.

        Raises
        ------
        KeyError
            There is no such key, or a gap is left open.
        """
        text = self.words[key]
        return text.format(**values) if values else text

    def number(self, value: float | None, digits: int = 0) -> str:
        """Write a number, or the sign for "not observed".

        Examples
        --------
        >>> DE.number(12345.678, 1), EN.number(12345.678, 1), DE.number(None)
        ('12.345,7', '12,345.7', '–')
        """
        if value is None or value != value:
            return NO_VALUE
        english = f"{value:,.{digits}f}".replace("-", "\u2212")
        return english.translate({ord(","): self.group, ord("."): self.decimal})

    def percent(self, share: float | None) -> str:
        """Write a share from 0 to 1; what is not whole is never shown as 100 %."""
        if share is None:
            return NO_VALUE
        whole = int(share * 100 + 0.5)
        return f"{min(whole, 99) if 0 <= share < 1 else whole}{NARROW_SPACE}%"

    def day(self, day: date) -> str:
        """Write a day with its weekday.

        Examples
        --------
        >>> DE.day(date(2024, 12, 31)), EN.day(date(2024, 12, 31))
        ('Di, 31.12.2024', 'Tue 31 Dec 2024')
        """
        name = self.words["weekdays"].split()[day.weekday()]
        if self.tag == "de":
            return f"{name}, {day:%d.%m.%Y}"
        return f"{name} {day.day} {self.words['months'].split()[day.month - 1]} {day.year}"

    def month(self, day: date) -> str:
        """Write the month of a day.

        Examples
        --------
        >>> DE.month(date(2024, 3, 1)), EN.month(date(2024, 3, 1))
        ('März 2024', 'Mar 2024')
        """
        return f"{self.words['months'].split()[day.month - 1]} {day.year}"

    def weekday(self, day: date) -> str:
        """Write the name of the weekday."""
        return self.words["weekdays_long"].split()[day.weekday()]

    def clock(self, at: datetime) -> str:
        """Write the time of day, as the instant's own zone has it."""
        return f"{at:%H:%M}"

    def moment(self, at: datetime, *, seconds: bool = False) -> str:
        """Write day and time of day, as the instant's own zone has it."""
        return (
            f"{self.day(at.date())}, {at:%H:%M:%S}"
            if seconds
            else f"{self.day(at.date())}, {at:%H:%M}"
        )

    def age(self, age: timedelta) -> str:
        """Write how long ago something was; what lies ahead by clock error is "just now".

        Examples
        --------
        >>> DE.age(timedelta(minutes=7, seconds=40)), EN.age(timedelta(days=3))
        ('vor 7 min', '3 days ago')
        """
        seconds = int(age.total_seconds())
        if seconds < 1:
            return self.words["age_now"]
        if seconds < _MINUTE_S:
            return self.say("age_s", n=seconds)
        if seconds < _HOUR_S:
            return self.say("age_min", n=seconds // _MINUTE_S)
        if seconds < _DAY_S:
            return self.say("age_h", n=seconds // _HOUR_S)
        days = seconds // _DAY_S
        return self.words["age_d_one"] if days == 1 else self.say("age_d", n=self.number(days))

    def interval(self, seconds: int) -> str:
        """Write a length of time in the largest unit in which it is a whole number.

        Examples
        --------
        >>> DE.interval(900), DE.interval(86_400)
        ('15 min', '24 h')
        """
        for length, key in ((_DAY_S, "every_d"), (_HOUR_S, "every_h"), (_MINUTE_S, "every_min")):
            if seconds % length == 0 and seconds > (_DAY_S if key == "every_d" else 0):
                return self.say(key, n=self.number(seconds // length))
        return self.say("every_s", n=self.number(seconds))

    def address(self, path: str) -> str:
        """Return the address of a page in this language; `path` begins with a slash."""
        return f"{self.prefix}{path}"


def read_words(tag: str) -> dict[str, str]:
    """Return the words of a language from `words/<tag>.toml`."""
    source = resources.files("api.pages") / "words" / f"{tag}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


DE: Final = Language(tag="de", prefix="", words=read_words("de"), decimal=",", group=".")
EN: Final = Language(tag="en", prefix="/en", words=read_words("en"), decimal=".", group=",")
LANGUAGES: Final = (DE, EN)
