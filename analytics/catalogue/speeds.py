"""What is said of percentiles of speeds and of speeding (section C); of means `speed_means`."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.speeds import percentiles, shares

#: Why a number is withheld: the words of `analytics.figure.Reason`.
REASON: Final = Detail(key="reason", unit="", de="Warum kein Wert", en="why there is no value")
VEHICLES: Final = Detail(key="vehicles", unit="1", de="Gemessene Fahrzeuge", en="vehicles measured")

LOW: Final = Detail(key="low", unit="km/h", de="95-%-Bereich, unten", en="95 % interval, low")
HIGH: Final = Detail(key="high", unit="km/h", de="95-%-Bereich, oben", en="95 % interval, high")
V50: Final = Detail(key="v50", unit="km/h", de="V50 (die Hälfte fährt langsamer)", en="V50")
_SAMPLE: Final = "UTHM BFC 32302, spot speed study; minimum sample after Oppenlander"

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="v85",
        number="C4",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source=_SAMPLE,
        method_version=percentiles.METHOD_VERSION,
        de=Words(
            name="V85",
            unit="km/h",
            method=(
                "Geschwindigkeit, die 85 % der Fahrzeuge nicht überschreiten: linear im "
                "aufsummierten Histogramm mit den wahren Klassengrenzen des Geräts. "
                "Histogramme werden addiert, V85-Werte nie gemittelt. Erst ab 100 Fahrzeugen "
                "und wenn der 95-%-Bereich höchstens ±3 km/h breit ist."
            ),
            reading_aid=(
                "V85 = 48 bei V50 = 41 heißt: die Hälfte fuhr höchstens 41, 85 von 100 "
                "höchstens 48 km/h. Ohne V50 daneben sagt V85 nichts über den Durchschnitt."
            ),
            not_to_confuse=(
                "Nicht mit einem Mittelwert und nicht mit dem V85 freifahrender Pkw auf nasser "
                "Straße, nach dem Straßen entworfen werden. Anzeigetafeln, die ein Fahrzeug "
                "mehrmals messen, geben ein V85 von Messungen, nicht von Fahrzeugen."
            ),
        ),
        en=Words(
            name="V85",
            unit="km/h",
            method=(
                "The speed that 85 % of vehicles do not exceed: linear in the cumulative "
                "histogram with the device's real class edges. Histograms are added, V85 values "
                "never averaged. Only from 100 vehicles on, and where the 95 % interval is "
                "within ±3 km/h."
            ),
            reading_aid=(
                "V85 = 48 with V50 = 41 means: half drove at most 41, 85 of 100 at most 48 km/h. "
                "Without V50 beside it, V85 says nothing of the average."
            ),
            not_to_confuse=(
                "Not with a mean, and not with the V85 of free passenger cars on a wet road that "
                "roads are designed for. Displays that measure a vehicle several times give a V85 "
                "of readings, not of vehicles."
            ),
        ),
        details=(
            V50,
            Detail(key="v15", unit="km/h", de="V15", en="V15"),
            LOW,
            HIGH,
            VEHICLES,
            REASON,
        ),
    ),
    Entry(
        key="v50",
        number="C4",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source=_SAMPLE,
        method_version=percentiles.METHOD_VERSION,
        de=Words(
            name="V50 (Median)",
            unit="km/h",
            method=(
                "Geschwindigkeit, die die Hälfte der Fahrzeuge nicht überschreitet; gerechnet wie "
                "V85."
            ),
            reading_aid="41 heißt: die Hälfte fuhr höchstens 41 km/h, die andere Hälfte mehr.",
            not_to_confuse="Nicht mit der mittleren Geschwindigkeit: wenige Raser heben nur diese.",
        ),
        en=Words(
            name="V50 (median)",
            unit="km/h",
            method="The speed that half of the vehicles do not exceed; computed as V85.",
            reading_aid="41 means: half drove at most 41 km/h, the other half more.",
            not_to_confuse="Not with the mean speed: a few fast drivers raise that one alone.",
        ),
        details=(LOW, HIGH, VEHICLES, REASON),
    ),
    Entry(
        key="v15",
        number="C4",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source=_SAMPLE,
        method_version=percentiles.METHOD_VERSION,
        de=Words(
            name="V15",
            unit="km/h",
            method=(
                "Geschwindigkeit, die 15 % der Fahrzeuge nicht überschreiten; gerechnet wie V85."
            ),
            reading_aid="33 heißt: 15 von 100 fuhren höchstens 33 km/h.",
            not_to_confuse="Nicht mit V85. Der Abstand beider sagt, wie ungleich gefahren wird.",
        ),
        en=Words(
            name="V15",
            unit="km/h",
            method="The speed that 15 % of vehicles do not exceed; computed as V85.",
            reading_aid="33 means: 15 of 100 drove at most 33 km/h.",
            not_to_confuse="Not with V85. The distance of the two says how uneven speeds are.",
        ),
        details=(LOW, HIGH, VEHICLES, REASON),
    ),
    Entry(
        key="share_over_limit",
        number="C6",
        unit="1",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source="UTHM BFC 32302; limit valid at the time",
        method_version=shares.METHOD_VERSION,
        de=Words(
            name="Überschreitungsquote",
            unit="Anteil",
            method=(
                "Fahrzeuge, die schneller als die damals geltende Höchstgeschwindigkeit fuhren, "
                "durch alle gemessenen. Bei Geräten mit ganzen km/h genau, bei breiten Klassen "
                "linear innerhalb der Klasse. Auch für +10 und +20 km/h. Erst ab 100 Fahrzeugen."
            ),
            reading_aid=(
                "0,31 heißt: 31 von 100 Fahrzeugen fuhren schneller als erlaubt, gleich um wie "
                "viel. Die Stufen +10 und +20 daneben zeigen, wie ernst es ist."
            ),
            not_to_confuse=(
                "Nicht mit der Zahl der Verstöße, die geahndet würden (Toleranz 3 km/h), und "
                "nicht mit Berichten, die die Klasse der Grenze ganz mitzählen."
            ),
        ),
        en=Words(
            name="share over the limit",
            unit="share",
            method=(
                "Vehicles faster than the limit that was valid then, over all measured ones. "
                "Exact for devices in whole km/h, linear within a class for wide ones. Also for "
                "+10 and +20 km/h. Only from 100 vehicles on."
            ),
            reading_aid=(
                "0.31 means: 31 of 100 vehicles drove faster than allowed, by however little. "
                "The steps +10 and +20 beside it show how serious it is."
            ),
            not_to_confuse=(
                "Not with the number that would be fined (3 km/h tolerance), and not with "
                "reports that count the class of the limit as a whole."
            ),
        ),
        details=(
            Detail(key="over_10", unit="1", de="über Limit + 10 km/h", en="over limit + 10 km/h"),
            Detail(key="over_20", unit="1", de="über Limit + 20 km/h", en="over limit + 20 km/h"),
            Detail(key="a_day", unit="1/d", de="zu schnelle am Tag", en="over the limit, a day"),
            Detail(key="limit", unit="km/h", de="Höchstgeschwindigkeit", en="limit"),
            VEHICLES,
            REASON,
        ),
    ),
)
