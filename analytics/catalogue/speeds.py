"""What is said of the indicators of speeds (section C); of flow see `flow`."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.speeds import means, pace, percentiles, shares

#: Those the API answers.
ENTRIES: Final[tuple[Entry, ...]] = ()

PLANNED: Final = (
    Entry(
        key="v85",
        number="C4",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction"),
        source="UTHM BFC 32302, spot speed study; minimum sample after Oppenlander",
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
                "Kein Mittelwert. Nicht mit dem V85 freifahrender Pkw auf nasser Straße, nach "
                "dem Straßen entworfen werden. Anzeigetafeln, die ein Fahrzeug mehrmals "
                "messen, geben ein V85 von Messungen, nicht von Fahrzeugen."
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
                "It is no mean. Not with the V85 of free passenger cars on a wet road that roads "
                "are designed for. Displays that measure a vehicle several times give a V85 of "
                "readings, not of vehicles."
            ),
        ),
        details=(
            Detail(key="v50", unit="km/h", de="V50 (die Hälfte fährt langsamer)", en="V50"),
            Detail(key="v15", unit="km/h", de="V15", en="V15"),
            Detail(key="low", unit="km/h", de="95-%-Bereich, unten", en="95 % interval, low"),
            Detail(key="high", unit="km/h", de="95-%-Bereich, oben", en="95 % interval, high"),
            Detail(key="vehicles", unit="1", de="gemessene Fahrzeuge", en="vehicles measured"),
        ),
    ),
    Entry(
        key="mean_speed",
        number="C1",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction"),
        source="NPTEL 105101008, Fundamental parameters of traffic flow",
        method_version=means.METHOD_VERSION,
        de=Words(
            name="Mittlere Geschwindigkeit",
            unit="km/h",
            method=(
                "Summe der Geschwindigkeiten durch ihre Zahl am Messpunkt (lokal). Daneben die "
                "momentane: Zahl durch Summe der Kehrwerte, ohne Fahrzeuge bis 3 km/h. Erst ab "
                "30 Fahrzeugen."
            ),
            reading_aid=(
                "42 lokal und 40 momentan heißt: am Mast fuhr man im Mittel 42; wer die Strecke "
                "fuhr, brauchte so lange wie mit 40 km/h."
            ),
            not_to_confuse=(
                "Nicht mit V85 und nicht mit V50. Für Reisezeit und Dichte gilt die momentane, "
                "für Überschreitungen keine von beiden."
            ),
        ),
        en=Words(
            name="mean speed",
            unit="km/h",
            method=(
                "Sum of speeds over their number at the point (time mean). Beside it the space "
                "mean: number over the sum of 1/v, without vehicles up to 3 km/h. Only from 30 "
                "vehicles on."
            ),
            reading_aid=(
                "42 (time) and 40 (space) means: at the pole the mean was 42; who drove the "
                "stretch took as long as with 40 km/h."
            ),
            not_to_confuse=(
                "Not with V85 or V50. Travel time and density take the space mean, speeding "
                "neither of the two."
            ),
        ),
        details=(
            Detail(
                key="space_mean",
                unit="km/h",
                de="mittlere momentane Geschwindigkeit",
                en="space-mean speed",
            ),
            Detail(key="deviation", unit="km/h", de="Standardabweichung", en="standard deviation"),
            Detail(key="rejected", unit="1", de="Fahrzeuge bis 3 km/h", en="vehicles up to 3 km/h"),
        ),
    ),
    Entry(
        key="share_over_limit",
        number="C6",
        unit="1",
        total="mean",
        parameters=("mode", "direction", "limit"),
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
            Detail(key="a_day", unit="1/d", de="Fahrzeuge am Tag", en="vehicles a day"),
        ),
    ),
    Entry(
        key="pace",
        number="C7",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction"),
        source="UTHM BFC 32302; window of 10 km/h",
        method_version=pace.METHOD_VERSION,
        de=Words(
            name="Pace (dichtester 10-km/h-Bereich)",
            unit="km/h",
            method=(
                "Untergrenze des 10 km/h breiten Bereichs mit den meisten Fahrzeugen, bei "
                "Gleichstand des langsamsten; daneben der Anteil darin. Erst ab 100 Fahrzeugen."
            ),
            reading_aid=(
                "38 mit 0,72 heißt: 72 von 100 Fahrzeugen fuhren zwischen 38 und 48 km/h. Je "
                "größer der Anteil, desto gleichmäßiger fließt der Verkehr."
            ),
            not_to_confuse="Nicht mit dem Tempo je Kilometer und nicht mit V50.",
        ),
        en=Words(
            name="pace",
            unit="km/h",
            method=(
                "Lower bound of the 10 km/h wide window that holds most vehicles, the slowest of "
                "equal ones; beside it the share within. Only from 100 vehicles on."
            ),
            reading_aid=(
                "38 with 0.72 means: 72 of 100 vehicles drove between 38 and 48 km/h. The "
                "greater the share, the more even the flow."
            ),
            not_to_confuse="Not with time per kilometre, and not with V50.",
        ),
        details=(Detail(key="share", unit="1", de="Anteil im Bereich", en="share within"),),
    ),
)
