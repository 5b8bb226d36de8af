"""What is said of counts held against others: expanded and checked ones (B15, B16, B23)."""

from typing import Final

from analytics.catalogue.counts_details import INTERVAL, REASON
from analytics.catalogue.entry import Detail, Entry, Words
from analytics.counting import expansion, growth
from analytics.indicators import usual_weather

_ERROR: Final = (
    *INTERVAL,
    Detail(key="error", unit="1", de="Üblicher Fehler", en="usual error"),
    Detail(key="hours", unit="h", de="Gezählte Stunden", en="hours counted"),
    REASON,
)

ENTRIES: Final = (
    Entry(
        key="dtv_expanded",
        number="B15",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction", "reference"),
        source="BASt V 84, 2001: Hochrechnung von Kurzzeitzählungen; published errors",
        method_version=expansion.METHOD_VERSION,
        details=_ERROR,
        de=Words(
            name="DTV aus einer Kurzzeitzählung",
            unit="Fahrzeuge, Fahrräder oder Personen je 24 h",
            method=(
                "Gezählte Stunden mal Stunden-, Tages- und Monatsfaktoren einer Dauerzählstelle "
                "(reference) desselben Jahres. Braucht 24 bekannte Stunden, Rad und Fuß 168, und "
                "der Dauerzählstelle ganzes Jahr. Grenzen nach dem veröffentlichten Fehler."
            ),
            reading_aid=(
                "1.200 mit 900 bis 1.500 heißt: im Jahresmittel vermutlich 1.200 am Tag; in 95 von "
                "100 solchen Fällen liegt die Wahrheit zwischen den Grenzen."
            ),
            not_to_confuse=(
                "Nicht mit einem gezählten DTV. Eine Dauerzählstelle anderer Art (Freizeit statt "
                "Alltag) macht den Fehler bis zu viermal so groß."
            ),
        ),
        en=Words(
            name="AADT of a short count",
            unit="vehicles, bicycles or persons per 24 h",
            method=(
                "Hours counted times hour, day and month factors of a permanent counter "
                "(reference) in the same year. Needs 24 known hours, on foot or by bicycle 168, "
                "and the whole year of the permanent counter. Limits by the published error."
            ),
            reading_aid=(
                "1,200 with 900 to 1,500 means: probably 1,200 a day in the mean of the year; in "
                "95 of 100 such cases the truth lies between the limits."
            ),
            not_to_confuse=(
                "Not with a counted AADT. A permanent counter of another kind (leisure instead of "
                "commuting) makes the error up to four times as large."
            ),
        ),
    ),
    Entry(
        key="dtv_by_days",
        number="B16",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction", "reference"),
        source="Hankey, Lindsey, Marshall, TRR 2468, 2014; ratio of sums",
        method_version=expansion.METHOD_VERSION,
        details=_ERROR,
        de=Words(
            name="DTV aus gezählten Tagen",
            unit="Fahrzeuge, Fahrräder oder Personen je 24 h",
            method=(
                "Summe der ganzen Tage durch die der Dauerzählstelle (reference) an denselben "
                "Tagen, mal deren DTV. Braucht einen ganzen Tag, Rad und Fuß sieben."
            ),
            reading_aid=(
                "400 heißt: an den gezählten Tagen war es hier ein so großer Teil der "
                "Dauerzählstelle, dass im Jahresmittel 400 am Tag zu erwarten sind."
            ),
            not_to_confuse=(
                "Nicht mit dem Mittel der gezählten Tage, das Wetter und Jahreszeit dieser Tage "
                "enthält."
            ),
        ),
        en=Words(
            name="AADT of counted days",
            unit="vehicles, bicycles or persons per 24 h",
            method=(
                "The total of whole days over that of a permanent counter (reference) on the same "
                "days, times its AADT. Needs one whole day, on foot or by bicycle seven."
            ),
            reading_aid=(
                "400 means: on the days counted it was such a part of the permanent counter here "
                "that 400 a day are to be expected in the mean of the year."
            ),
            not_to_confuse=(
                "Not with the mean of the counted days, which has their weather and season in it."
            ),
        ),
    ),
    Entry(
        key="dtv_usual_weather",
        number="B21",
        unit="vehicles/24 h",
        total="mean",
        parameters=("mode", "direction", "weather"),
        source="Poisson model of days; McCullagh, Nelder 1989; FGSV research on bicycle counts",
        method_version=usual_weather.METHOD_VERSION,
        details=(
            Detail(key="dtv", unit="1/d", de="DTV, wie gezählt", en="AADT as counted"),
            Detail(key="factor", unit="1", de="Üblich durch tatsächlich", en="usual over actual"),
            Detail(key="days", unit="d", de="Tage mit Wetter", en="days with weather"),
            REASON,
        ),
        de=Words(
            name="DTV bei üblichem Wetter",
            unit="Fahrzeuge, Fahrräder oder Personen je 24 h",
            method=(
                "DTV mal übliches durch tatsächliches Wetter einer Station (weather): Wirkung von "
                "Temperatur, ihrem Quadrat, ln(1 + Niederschlag), Strahlung und Wind aus bis zu "
                "vier Jahren, je Tag auf das 0,5- bis 2-Fache begrenzt. Üblich sind Mittel und "
                "zwei Jahreswellen. Was an unter 90 % der Tage gemessen ist, bleibt weg; nötig "
                "sind 330 Tage Temperatur und 300 gezählte."
            ),
            reading_aid=(
                "2.150 bei einem DTV von 2.000 heißt: das Jahr war zum Radfahren schlechter als "
                "üblich; im üblichen Wetter wären es 2.150 gewesen."
            ),
            not_to_confuse=(
                "Nicht mit dem DTV: gezählt wurde das nicht. Nur um Jahre zu vergleichen, nie "
                "anstelle der Zählung."
            ),
        ),
        en=Words(
            name="AADT in usual weather",
            unit="vehicles, bicycles or persons per 24 h",
            method=(
                "AADT times usual over actual weather of a station (weather): the effect of "
                "temperature, its square, ln(1 + rain), radiation and wind, of up to four years, "
                "limited to 0.5 and 2 a day. Usual is a mean and two waves a year. What is "
                "measured on under 90 % of the days is left aside; needs 330 days of temperature "
                "and 300 counted."
            ),
            reading_aid=(
                "2,150 with an AADT of 2,000 means: the year was worse for cycling than usual; in "
                "usual weather it would have been 2,150."
            ),
            not_to_confuse=(
                "Not with AADT: that was not counted. To compare years, never in place of a count."
            ),
        ),
    ),
    Entry(
        key="calibration_factor",
        number="B23",
        unit="1",
        total="mean",
        parameters=("mode", "direction"),
        source="Cochran, Sampling Techniques, chapter 6: ratio estimator",
        method_version=growth.METHOD_VERSION,
        details=(
            Detail(key="low", unit="1", de="Untere Grenze (95 %)", en="lower end (95 %)"),
            Detail(key="high", unit="1", de="Obere Grenze (95 %)", en="upper end (95 %)"),
            Detail(key="checked", unit="1", de="Von Hand gezählt", en="counted by hand"),
            REASON,
        ),
        de=Words(
            name="Kalibrierfaktor",
            unit="von Hand gezählte je angezeigtem",
            method=(
                "Zählungen von Hand durch die des Geräts in denselben ganzen Viertelstunden; ab "
                "100 Vorbeifahrten. Was schon kalibriert ist, ist darin: 1 heißt, es stimmt."
            ),
            reading_aid=(
                "1,08 (1,01 bis 1,16) heißt: das Gerät zählt zu wenig, vermutlich 8 %; "
                "`wegwarte device recalibrate` nimmt den Faktor auf. Liegt 1 zwischen den Grenzen, "
                "ist kein Fehler erwiesen."
            ),
            not_to_confuse=(
                "Nicht mit dem eingetragenen Faktor eines Geräts und nicht mit der Erkennungsrate "
                "von Stellplatzsensoren."
            ),
        ),
        en=Words(
            name="calibration factor",
            unit="counted by hand for one told",
            method=(
                "Counts by hand over those of the device in the same whole quarter hours; from 100 "
                "passages on. What is calibrated already is in it: 1 means that it is right."
            ),
            reading_aid=(
                "1.08 (1.01 to 1.16) means: the device counts too few, probably 8 %; "
                "`wegwarte device recalibrate` enters the factor. With 1 between the limits no "
                "error is proved."
            ),
            not_to_confuse=(
                "Not with the factor entered for a device, and not with the detection rate of bay "
                "sensors."
            ),
        ),
    ),
)
