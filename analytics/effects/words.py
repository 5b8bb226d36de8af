"""What is said of an effect, in German and English: one of three sentences, or why none."""

from typing import Final

from analytics.effects.before_after import Verdict
from analytics.figure import Reason

SENTENCES: Final = {
    Verdict.MORE: {
        "de": "Seit der Änderung ist es mehr, als sonst zu erwarten wäre.",
        "en": "Since the change there is more than would otherwise be expected.",
    },
    Verdict.LESS: {
        "de": "Seit der Änderung ist es weniger, als sonst zu erwarten wäre.",
        "en": "Since the change there is less than would otherwise be expected.",
    },
    Verdict.NOT_DISTINGUISHABLE: {
        "de": "Ein Unterschied ist von den üblichen Schwankungen nicht zu unterscheiden.",
        "en": "A difference cannot be told from the usual variation.",
    },
}
REASONS: Final = {
    Reason.INSUFFICIENT_DATA: {
        "de": "Keine Aussage: auf beiden Seiten braucht es mindestens 20 vergleichbare ganze Tage.",
        "en": "Withheld: each side needs at least 20 whole days that can be compared.",
    },
    Reason.NO_CONTROL: {
        "de": "Keine Aussage ohne Vergleichsstelle: Wetter, Jahreszeit und Trend wären darin.",
        "en": "Withheld without a control site: weather, season and trend would be in it.",
    },
    Reason.UNDEFINED: {
        "de": "Keine Aussage: auf einer Seite wurde nichts gezählt.",
        "en": "Withheld: nothing was counted on one side.",
    },
}
#: By whether the weather was taken out.
WEATHER: Final = {
    True: {
        "de": "Das Wetter ist herausgerechnet, mit seiner Wirkung in der Zeit vor der Änderung.",
        "en": "The weather is taken out, by what it did before the change.",
    },
    False: {
        "de": (
            "Das Wetter ist nicht herausgerechnet: dafür braucht es vor der Änderung 300 Tage, an "
            "denen gezählt und die Temperatur gemessen wurde."
        ),
        "en": (
            "The weather is left in: taking it out needs 300 days before the change on which was "
            "counted and the temperature measured."
        ),
    },
}
NOT_A_CAUSE: Final = {
    "de": (
        "Ein Vorher-nachher-Vergleich zeigt, dass sich etwas geändert hat, nicht warum. Die "
        "Vergleichsstellen dürfen von der Maßnahme nicht berührt sein."
    ),
    "en": (
        "A before-and-after comparison shows that something changed, not why. The measure must "
        "not touch the control sites."
    ),
}
