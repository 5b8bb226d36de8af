"""The sentence of each finding, German and English; braces name its evidence."""

from typing import Final

#: As a day is written in English, whatever the language of the machine.
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

#: Of zeros that come and go, German and English.
COMES_AND_GOES: Final = (
    "Setzt aus und zählt wieder: insgesamt {zero_hours} h nichts als Nullen, in denen etwa "
    "{zero_expected} zu erwarten waren.",
    "Comes and goes: nothing but zeros for {zero_hours} h in all, in which some {zero_expected} "
    "were to be expected.",
)

#: test -> German, English
SAID: Final = {
    "dead": (
        "Zählt {counted} statt etwa {expected}, während die Zähler daneben zählen wie sonst.",
        "Counts {counted} in place of some {expected}, while the counters beside it count as ever.",
    ),
    "zero_run": (
        "{hours} h lang nichts als Nullen, oder fast: {counted} statt etwa {expected}.",
        "Nothing but zeros for {hours} h, or nearly so: {counted} in place of some {expected}.",
    ),
    "level_low": (
        "Nur noch das {factor}-fache von dem, was die eigene Vergangenheit und andere seiner Art "
        "erwarten lassen.",
        "Only {factor} times what its own past and others of its kind let expect.",
    ),
    "level_high": (
        "Das {factor}-fache von dem, was die eigene Vergangenheit und andere seiner Art erwarten "
        "lassen.",
        "{factor} times what its own past and others of its kind let expect.",
    ),
    "stuck": (
        "{intervals}-mal nacheinander der Wert {value}; so oft ist er hier durch Zufall nicht "
        "gleich.",
        "The value {value} comes {intervals} times in a row; here chance does not repeat so long.",
    ),
    "spike": (
        "{value} in einem einzigen Intervall, gleich daneben {around}.",
        "{value} in one interval, {around} right beside it.",
    ),
    "clock_shift": (
        "Der Tagesverlauf kommt um {hours} h verschoben (plus: später): geht die Uhr falsch?",
        "The day's curve comes {hours} h shifted (plus: later): is the clock wrong?",
    ),
    "clock_not_changed": (
        "Seit der Zeitumstellung kommt der Tagesverlauf um {hours} h verschoben (plus: später): "
        "die Uhr des Geräts wurde nicht umgestellt.",
        "Since the clock change the day's curve comes {hours} h shifted (plus: later): the "
        "device's clock was not changed.",
    ),
    "swapped": (
        "Die Richtungen sind vertauscht: jede zählt, was sonst {other} zählt.",
        "The directions are swapped: each counts what {other} used to.",
    ),
    "gap": (
        "{hours} h lang keine Werte.",
        "No values for {hours} h.",
    ),
    "silent": (
        "{hours} h lang keine Werte; es senden weiter: {others}.",
        "No values for {hours} h; still sending: {others}.",
    ),
    "truncated_day": (
        "Der Tag {day} hat nur {hours} von {expected} Stunden.",
        "The day {day} has only {hours} of {expected} hours.",
    ),
    "month_end_missing": (
        "Der letzte Tag des Monats fehlt ({day}): die Datei des Monats hört vorher auf.",
        "The last day of the month is missing ({day}): the file of the month ends before it.",
    ),
    "heartbeat": (
        "{hours} h lang kein Lebenszeichen; üblich ist eines alle {nominal} min.",
        "No sign of life for {hours} h; usual is one every {nominal} min.",
    ),
    "above_capacity": (
        "{value} freie Plätze, gebaut sind {capacity}: stimmt die Kapazität noch?",
        "{value} free spaces of {capacity}: is the capacity still true?",
    ),
    "closed_as_full": (
        "Springt von {before} freien Plätzen auf 0 und später auf {after}: das ist geschlossen, "
        "nicht voll.",
        "Jumps from {before} free spaces to 0 and later to {after}: that is closed, not full.",
    ),
    "bay_stuck": (
        "{hours} Stunden lang derselbe Zustand; an diesen Stellplätzen dauert einer nur in einem "
        "von 10.000 Fällen länger als {limit} Stunden.",
        "The same state for {hours} hours; at these bays only one in 10,000 lasts longer than "
        "{limit} hours.",
    ),
    "bay_inactive": (
        "{days} Tage lang kein Wechsel, während an den {others} Stellplätzen daneben ein Kommen "
        "und Gehen war.",
        "No change for {days} days, while there was a coming and going at the {others} bays "
        "beside it.",
    ),
    "out_of_range": (
        "Der Wert {value} liegt jenseits von {limit}: hier nicht zu erwarten ({hours} Stunden).",
        "The value {value} lies beyond {limit}: not to be expected here ({hours} hours).",
    ),
    "rate_of_change": (
        "Springt von {before} auf {after}; um mehr als {limit} ändert es sich hier nicht von einem "
        "Wert zum nächsten.",
        "Jumps from {before} to {after}; from one value to the next it does not change by more "
        "than {limit} here.",
    ),
    "flat_line": (
        "{hours} Stunden lang der Wert {value}; länger als {limit} Stunden steht er hier sonst "
        "nicht still.",
        "The value {value} for {hours} hours; here it does not stand still for more than {limit} "
        "hours otherwise.",
    ),
    "attenuated": (
        "{hours} Stunden lang schwankt der Wert kaum noch: um {value}, sonst um mehr als {limit}. "
        "Ist der Einlass verstopft oder der Sensor vereist?",
        "For {hours} hours the value hardly varies: by {value}, otherwise by more than {limit}. Is "
        "the inlet blocked or the sensor iced?",
    ),
    "class_sum": (
        "In {intervals} Intervallen zählt die Summe {counted}, ihre Teile zusammen {expected}.",
        "In {intervals} intervals the total counts {counted}, its parts together {expected}.",
    ),
    "part_of": (
        "Zählt {counted}, wo das Ganze, dessen Teil es ist, {expected} zählt.",
        "Counts {counted} where the whole it is part of counts {expected}.",
    ),
    "speed_missing": (
        "In {intervals} Intervallen wurden {expected} Fahrzeuge gezählt, aber keine "
        "Geschwindigkeit gemessen.",
        "In {intervals} intervals {expected} vehicles were counted and no speed was measured.",
    ),
    "duplicate": (
        "Mehrfach und gleich gekommene Werte: {count}; gezählt wird jeder einmal.",
        "Values that came more than once and equal: {count}; each counts once.",
    ),
    "conflict": (
        "Zeitpunkte mit verschiedenen Werten: {count}; es gilt der erste, bis jemand entscheidet.",
        "Times with different values: {count}; the first one holds until someone decides.",
    ),
    "summed_hour": (
        "Die Stunde der Zeitumstellung enthält zwei Stunden ({value}, üblich {usual}): erklärt, "
        "nicht bezweifelt.",
        "The hour of the clock change holds two hours ({value}, usual {usual}): explained, not "
        "doubted.",
    ),
}
