"""What is said of mean speeds and their spread (section C)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.speeds import REASON, VEHICLES
from analytics.speeds import means, pace

#: Those the API answers.
ENTRIES: Final = (
    Entry(
        key="mean_speed",
        number="C1",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source="NPTEL 105101008, Fundamental parameters of traffic flow",
        method_version=means.METHOD_VERSION,
        de=Words(
            name="Mittlere Geschwindigkeit",
            unit="km/h",
            method=(
                "Summe der Geschwindigkeiten durch ihre Zahl am Messpunkt (lokal). Daneben die "
                "momentane: Zahl durch Summe der Kehrwerte, ohne Fahrzeuge bis 3 km/h. Erst ab "
                "30 Fahrzeugen. Sendet ein Gerät nur Mittelwerte, werden sie mit seinen "
                "Zählungen gewichtet; ohne Zählung mit der Zeit, dann zweifelhaft."
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
                "vehicles on. Where a device sends means alone, they are weighted by what it "
                "counts; without counts by time, and doubted."
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
            VEHICLES,
            REASON,
        ),
    ),
    Entry(
        key="space_mean_speed",
        number="C2",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source="NPTEL 105101008, Fundamental parameters of traffic flow",
        method_version=means.METHOD_VERSION,
        de=Words(
            name="Mittlere momentane Geschwindigkeit",
            unit="km/h",
            method=(
                "Zahl der Fahrzeuge durch Summe der Kehrwerte ihrer Geschwindigkeiten, ohne "
                "Fahrzeuge bis 3 km/h. Aus Klassen nur ein grober Wert. Erst ab 30 Fahrzeugen."
            ),
            reading_aid="40 heißt: wer die Strecke fuhr, brauchte im Mittel so lange wie mit 40.",
            not_to_confuse="Nicht mit der lokalen, die höher liegt und am Mast abgelesen wird.",
        ),
        en=Words(
            name="space-mean speed",
            unit="km/h",
            method=(
                "Number of vehicles over the sum of 1/v, without vehicles up to 3 km/h. Of classes "
                "a rough value. Only from 30 vehicles on."
            ),
            reading_aid="40 means: who drove the stretch took on average as long as with 40.",
            not_to_confuse="Not with the time mean, which is higher and read at the pole.",
        ),
        details=(
            Detail(key="mean", unit="km/h", de="lokale Geschwindigkeit", en="time-mean speed"),
            Detail(key="rejected", unit="1", de="Fahrzeuge bis 3 km/h", en="vehicles up to 3 km/h"),
            VEHICLES,
            REASON,
        ),
    ),
    Entry(
        key="speed_deviation",
        number="C5",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
        source="UTHM BFC 32302; sample standard deviation",
        method_version=means.METHOD_VERSION,
        de=Words(
            name="Standardabweichung der Geschwindigkeit",
            unit="km/h",
            method=(
                "Wurzel der mittleren quadratischen Abweichung vom Mittel, mit n - 1; aus Klassen "
                "an deren Mitten. Erst ab 30 Fahrzeugen."
            ),
            reading_aid="8 bei Mittel 42 heißt: zwei von drei Fahrzeugen fuhren etwa 34 bis 50.",
            not_to_confuse="Nicht mit der Unsicherheit des Mittels, die mit mehr Fahrzeugen sinkt.",
        ),
        en=Words(
            name="standard deviation of speeds",
            unit="km/h",
            method=(
                "Root of the mean square distance from the mean, with n - 1; of classes at their "
                "middles. Only from 30 vehicles on."
            ),
            reading_aid="8 with a mean of 42 means: two of three vehicles drove about 34 to 50.",
            not_to_confuse="Not with the uncertainty of the mean, which falls with more vehicles.",
        ),
        details=(
            Detail(key="mean", unit="km/h", de="lokale Geschwindigkeit", en="time-mean speed"),
            Detail(
                key="needed",
                unit="1",
                de="Fahrzeuge für ein V85 auf ±1 km/h",
                en="vehicles that a V85 within ±1 km/h needs",
            ),
            VEHICLES,
            REASON,
        ),
    ),
    Entry(
        key="pace",
        number="C7",
        unit="km/h",
        total="mean",
        parameters=("mode", "direction", "vehicles"),
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
        details=(
            Detail(key="share", unit="1", de="Anteil im Bereich", en="share within"),
            VEHICLES,
            REASON,
        ),
    ),
)
