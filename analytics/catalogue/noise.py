"""What is said of the indicators of sound (section D)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON
from analytics.environment import day_evening_night, levels

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="sound_level",
        number="D2",
        unit="dB(A)",
        total="mean",
        parameters=(),
        source="python-acoustics; 75 % of the time",
        method_version=levels.METHOD_VERSION,
        de=Words(
            name="Mittelungspegel L_Aeq",
            unit="dB(A)",
            method=(
                "Pegel der mittleren Schallenergie: 10 lg des zeitgewichteten Mittels von "
                "10^(L/10). Wind, Regen und Kalibrierung bleiben außen vor. Braucht 75 % der Zeit."
            ),
            reading_aid=(
                "65 statt 62 dB(A) heißt doppelte Schallenergie, etwa doppelt so viel Verkehr; als "
                "doppelt so laut empfindet man erst 10 dB mehr."
            ),
            not_to_confuse=(
                "Nicht mit dem Mittel der Dezibel-Zahlen, nicht mit dem höchsten Pegel und nicht "
                "mit L_den. Aus Momentanpegeln ist es eine Schätzung."
            ),
        ),
        en=Words(
            name="equivalent level L_Aeq",
            unit="dB(A)",
            method=(
                "Level of the mean sound energy: 10 lg of the time-weighted mean of 10^(L/10). "
                "Wind, rain and calibration are left out. It needs 75 % of the time."
            ),
            reading_aid=(
                "65 instead of 62 dB(A) is twice the sound energy, about twice the traffic; twice "
                "as loud to the ear takes 10 dB."
            ),
            not_to_confuse=(
                "Not with the mean of decibels, not with the greatest level and not with L_den. "
                "Of momentary levels it is an estimate."
            ),
        ),
        details=(
            Detail(key="low", unit="dB(A)", de="kleinster Pegel", en="least level"),
            Detail(key="high", unit="dB(A)", de="größter Pegel", en="greatest level"),
            Detail(
                key="sel",
                unit="dB(A)",
                de="Einzelereignispegel der Zeit (SEL)",
                en="SEL of the time",
            ),
            REASON,
        ),
    ),
    Entry(
        key="l_den",
        number="D3",
        unit="dB(A)",
        total="mean",
        parameters=(),
        source="2002/49/EC annex I; 34. BImSchV: day 06–18, evening 18–22, night 22–06",
        method_version=day_evening_night.METHOD_VERSION,
        de=Words(
            name="Tag-Abend-Nacht-Pegel L_den",
            unit="dB(A)",
            method=(
                "Energie von Tag (12 h), Abend (4 h, +5 dB) und Nacht (8 h, +10 dB) des "
                "Kalendertags. Jeder Zeitraum braucht 75 % seiner Zeit, ein Jahr 75 % der Tage."
            ),
            reading_aid=(
                "Gleichbleibende 60 dB(A) ergeben 66,4: Abend und Nacht wiegen schwerer. L_night "
                "steht daneben."
            ),
            not_to_confuse=(
                "Nicht mit dem amtlichen Index: der gilt für ein Jahr, 4 m Höhe und einfallenden "
                "Schall und wird berechnet. Dies ist ein Überwachungswert."
            ),
        ),
        en=Words(
            name="day-evening-night level L_den",
            unit="dB(A)",
            method=(
                "Energy of day (12 h), evening (4 h, +5 dB) and night (8 h, +10 dB) of the civil "
                "day. Each period needs 75 % of its time, a year 75 % of the days."
            ),
            reading_aid=(
                "A constant 60 dB(A) gives 66.4: evening and night weigh more. L_night stands "
                "beside it."
            ),
            not_to_confuse=(
                "Not with the legal index: that one is of a year, at 4 m height and of incident "
                "sound, and is computed. This is a monitoring value."
            ),
        ),
        details=(
            Detail(key="day", unit="dB(A)", de="L_day", en="L_day"),
            Detail(key="evening", unit="dB(A)", de="L_evening", en="L_evening"),
            Detail(key="night", unit="dB(A)", de="L_night", en="L_night"),
            REASON,
        ),
    ),
    Entry(
        key="l_night",
        number="D3",
        unit="dB(A)",
        total="mean",
        parameters=(),
        source="2002/49/EC annex I; 34. BImSchV: night 22–06",
        method_version=day_evening_night.METHOD_VERSION,
        de=Words(
            name="Nachtpegel L_night",
            unit="dB(A)",
            method=(
                "Energiemittel von 00 bis 06 und von 22 bis 24 Uhr desselben Kalendertags, ohne "
                "Zuschlag; braucht 75 % dieser Zeit, ein Jahr 75 % der Tage."
            ),
            reading_aid="52 heißt: so laut war es nachts im Energiemittel.",
            not_to_confuse="Nicht mit L_den, in dem die Nacht 10 dB Zuschlag hat.",
        ),
        en=Words(
            name="night level L_night",
            unit="dB(A)",
            method=(
                "Energy mean of 00 to 06 and 22 to 24 h of the same civil day, without addition; "
                "it needs 75 % of that time, a year 75 % of the days."
            ),
            reading_aid="52 means: so loud were the nights in the mean of energy.",
            not_to_confuse="Not with L_den, in which the night weighs 10 dB more.",
        ),
        details=(
            Detail(key="day", unit="dB(A)", de="L_day", en="L_day"),
            Detail(key="evening", unit="dB(A)", de="L_evening", en="L_evening"),
            Detail(key="night", unit="dB(A)", de="L_night", en="L_night"),
            REASON,
        ),
    ),
)
