"""What is said of levels that are exceeded so much of the time: L10, L50, L90 (D2)."""

from typing import Final

from analytics.catalogue.entry import Entry, Words
from analytics.catalogue.speeds import REASON
from analytics.environment import spread


def _entry(percent: int, de: str, en: str) -> Entry:
    return Entry(
        key=f"l{percent}",
        number="D2",
        unit="dB(A)",
        total="mean",
        parameters=(),
        source="Indicators D2: the (100 - N)th percentile of levels; 75 % of the time",
        method_version=spread.METHOD_VERSION,
        details=(REASON,),
        de=Words(
            name=f"Überschreitungspegel L{percent} ({de})",
            unit="dB(A)",
            method=(
                f"Pegel, der in {percent} % der Zeit überschritten wird: aus der Zeit jedes "
                "Pegels, in Klassen von 0,5 dB, linear darin. Braucht 75 % der Zeit."
            ),
            reading_aid=(
                f"60 heißt: {percent} % der Zeit war es lauter als 60 dB(A), "
                f"{100 - percent} % leiser."
            ),
            not_to_confuse=(
                "Nicht mit dem Mittelungspegel L_Aeq. Meldet das Gerät nur Mittel über Minuten, "
                "sind kurze Spitzen darin geglättet."
            ),
        ),
        en=Words(
            name=f"percentile level L{percent} ({en})",
            unit="dB(A)",
            method=(
                f"The level that is exceeded {percent} % of the time: of the time at each level, "
                "in classes of 0.5 dB, linear within. Needs 75 % of the time."
            ),
            reading_aid=(
                f"60 means: {percent} % of the time it was louder than 60 dB(A), "
                f"{100 - percent} % quieter."
            ),
            not_to_confuse=(
                "Not with the equivalent level L_Aeq. Of a device that tells means over minutes, "
                "short peaks are smoothed."
            ),
        ),
    )


#: Those the API answers.
ENTRIES: Final = (
    _entry(10, "Spitzen", "peaks"),
    _entry(50, "Median", "median"),
    _entry(90, "Hintergrund", "background"),
)
