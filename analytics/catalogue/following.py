"""What is said of how vehicles follow each other: gaps, headways, free vehicles (C9, C13)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import HIGH, LOW, REASON, V50, VEHICLES
from analytics.speeds import free_flow, headways

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="v85_free",
        number="C13",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source="Indicators C13: more than 6 s to the leader, 3 s to the follower",
        method_version=free_flow.METHOD_VERSION,
        de=Words(
            name="V85 freifahrender Fahrzeuge",
            unit="km/h",
            method=(
                "V85 der Fahrzeuge, vor denen mehr als 6 s und hinter denen 3 s lang keines fuhr, "
                "je Fahrstreifen. Erst ab 100 solchen Fahrzeugen und wenn der 95-%-Bereich "
                "höchstens ±3 km/h breit ist. Daneben ihr Anteil und ihr Mittel unter 600 "
                "Fahrzeugen je Stunde und Fahrstreifen."
            ),
            reading_aid=(
                "52 bei V85 = 48 aller Fahrzeuge heißt: wer nicht aufgehalten wurde, fuhr "
                "schneller; die Straße lädt zu mehr ein, als der Verkehr zulässt."
            ),
            not_to_confuse=(
                "Nicht mit dem V85 aller Fahrzeuge; ob die Fahrbahn nass war, weiß das Gerät nicht."
            ),
        ),
        en=Words(
            name="V85 of free vehicles",
            unit="km/h",
            method=(
                "V85 of the vehicles with no other one within 6 s ahead and 3 s behind, lane by "
                "lane. Only from 100 such vehicles on, and where the 95 % interval is within "
                "±3 km/h. Beside it their share, and their mean below 600 vehicles an hour and "
                "lane."
            ),
            reading_aid=(
                "52 with a V85 of 48 of all vehicles means: who was not held up drove faster; the "
                "street invites more than its traffic allows."
            ),
            not_to_confuse=(
                "Not with the V85 of all vehicles; whether the road was wet no device knows."
            ),
        ),
        details=(
            V50,
            LOW,
            HIGH,
            Detail(key="free_share", unit="1", de="Anteil freifahrender", en="share of free ones"),
            Detail(
                key="free_flow_speed",
                unit="km/h",
                de="Mittel freifahrender bei wenig Verkehr",
                en="mean of free ones at low flow",
            ),
            VEHICLES,
            REASON,
        ),
    ),
    Entry(
        key="headway",
        number="C9",
        unit="s",
        total="mean",
        parameters=("mode", "direction"),
        source="Indicators C9: q = 3600 / h",
        method_version=headways.METHOD_VERSION,
        de=Words(
            name="Mittlere Bruttozeitlücke",
            unit="s",
            method=(
                "Mittel von Front zu Front der Fahrzeuge, die höchstens 60 s hinter einem anderen "
                "fahren, je Fahrstreifen; erst ab 30. Kein Paar über Mitternacht UTC."
            ),
            reading_aid="2,4 heißt: alle 2,4 s ein Fahrzeug, das wären 1500 in der Stunde.",
            not_to_confuse=(
                "Nicht mit der Nettozeitlücke vom Heck des Vorderen; nicht mit dem Mittel über "
                "alle Fahrzeuge, denn wer allein fährt, folgt niemandem."
            ),
        ),
        en=Words(
            name="mean headway",
            unit="s",
            method=(
                "Mean from front to front of the vehicles at most 60 s behind another one, lane "
                "by lane; only from 30 on. No pair reaches over midnight UTC."
            ),
            reading_aid="2.4 means: a vehicle every 2.4 s, which would be 1500 an hour.",
            not_to_confuse=(
                "Not with the gap from the leader's tail; not with a mean over all vehicles, for "
                "who drives alone follows nobody."
            ),
        ),
        details=(
            Detail(key="flow", unit="1/h", de="Stärke dieser Kolonne", en="flow of that queue"),
            Detail(key="pairs", unit="1", de="Folgende Fahrzeuge", en="vehicles that follow"),
            REASON,
        ),
    ),
    Entry(
        key="close_following",
        number="C9",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="German half-speedometer rule: 1.8 s at any speed",
        method_version=headways.METHOD_VERSION,
        de=Words(
            name="Anteil zu dichter Folgefahrten",
            unit="Anteil",
            method=(
                "Nettozeitlücken unter 1,8 s (halber Tacho) durch alle bekannten, je Fahrstreifen. "
                "Mehr als 60 s Abstand und Geräteausfälle ergeben keine Lücke. Erst ab 30 Lücken "
                "und nur mit Zeiten in Millisekunden."
            ),
            reading_aid="0,24 heißt: 24 von 100 Folgenden hielten weniger als den halben Tacho.",
            not_to_confuse=(
                "Nicht mit dem Anteil aller Fahrzeuge: allein Fahrende zählen nicht mit. Nicht mit "
                "der Bruttozeitlücke von Front zu Front."
            ),
        ),
        en=Words(
            name="share of close following",
            unit="share",
            method=(
                "Gaps below 1.8 s (half the speedometer) over all known gaps, lane by lane. More "
                "than 60 s apart and outages are no gap. Only from 30 gaps on, and only with "
                "times in milliseconds."
            ),
            reading_aid="0.24 means: 24 of 100 followers kept less than half the speedometer.",
            not_to_confuse=(
                "Not with a share of all vehicles: who drives alone is not in it. Not with the "
                "headway from front to front."
            ),
        ),
        details=(
            Detail(key="dangerous", unit="1", de="unter 0,9 s", en="below 0.9 s"),
            Detail(key="pairs", unit="1", de="bekannte Lücken", en="known gaps"),
            REASON,
        ),
    ),
)
