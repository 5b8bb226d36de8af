"""What is said of stays: volume, turnover, durations, overstays (A5 to A9)."""

from typing import Final

from analytics.catalogue.entry import Detail, Entry, Words
from analytics.catalogue.parking_details import DURATIONS, OVERSTAYS, REASON, REMOVED
from analytics.parking import durations, overstay, turnover

ENTRIES: Final = (
    Entry(
        key="parking_volume",
        number="A5",
        unit="vehicles",
        total="mean",  # stays over midnight are in both days: the days do not add up to the month
        parameters=("window",),
        source="NPTEL / IIT Bombay, Parking studies; distinct stays in the window",
        method_version=turnover.METHOD_VERSION,
        de=Words(
            name="Parkvorgänge",
            unit="Fahrzeuge im Zeitraum",
            method=(
                "Zahl verschiedener Parkvorgänge, die in den Zeitraum fallen, auch derer, die "
                "zu Beginn schon da waren. Zuvor entprellt: Lücken unter 30 s verbunden, "
                "Vorgänge unter 60 s verworfen. Was nur eine Funkpause trennt, zählt einmal. "
                "Unter fünf Vorgängen kein Wert: er verriete einzelne Fahrzeuge. Keiner unter "
                "75 % bekannter Zeit."
            ),
            reading_aid=(
                "125 heißt: 125 Fahrzeuge haben in der Zeit hier geparkt, davon kamen 110 neu "
                "an. Die Ankünfte stehen daneben."
            ),
            not_to_confuse=(
                "Nicht mit der Belegung (wie viele zugleich da sind), nicht mit Ankünften und "
                "nicht mit Personen. Die Werte der Tage ergeben nicht den des Monats: wer über "
                "Nacht steht, gehört zu beiden Tagen."
            ),
        ),
        en=Words(
            name="parking volume",
            unit="vehicles in the period",
            method=(
                "Number of distinct stays in the period, those already there at its start "
                "included. Debounced before: vacancies below 30 s joined, stays below 60 s "
                "dropped. What only a silence of the sensor parts counts once. Withheld below five "
                "stays, which would tell of single vehicles, and below 75 % known time."
            ),
            reading_aid=(
                "125 means that 125 vehicles parked here in that time, 110 of which arrived "
                "in it. Arrivals stand beside it."
            ),
            not_to_confuse=(
                "Not with accumulation (how many at once), not with arrivals and not with "
                "people. Days do not add up to the month: who stays overnight is in both."
            ),
        ),
        details=(
            Detail(key="arrivals", unit="vehicles", de="Ankünfte", en="arrivals"),
            *REMOVED,
            REASON,
        ),
    ),
    Entry(
        key="turnover",
        number="A6",
        unit="1/h",
        total="mean",
        parameters=("window",),
        source="NPTEL / IIT Bombay, Parking studies; volume / space-hours",
        method_version=turnover.METHOD_VERSION,
        de=Words(
            name="Umschlag",
            unit="Parkvorgänge je Stellplatz und Stunde",
            method=(
                "Parkvorgänge geteilt durch die Stellplatzstunden, die in Betrieb waren. Unter "
                "75 % bekannter Zeit kein Wert."
            ),
            reading_aid=(
                "0,5 heißt: ein Stellplatz wurde im Mittel alle zwei Stunden neu belegt; in "
                "zehn Stunden dient er fünf Fahrzeugen."
            ),
            not_to_confuse=(
                "Nicht mit der Auslastung: ein Platz, auf dem ein Wagen den ganzen Tag steht, "
                "ist voll ausgelastet und hat kaum Umschlag. Immer mit dem Zeitraum nennen."
            ),
        ),
        en=Words(
            name="turnover",
            unit="stays per space and hour",
            method=("Stays divided by the space-hours in service. No value below 75 % known time."),
            reading_aid=(
                "0.5 means that a space was taken anew every two hours on average; in ten "
                "hours it serves five vehicles."
            ),
            not_to_confuse=(
                "Not with occupancy: a space on which one car stands all day is full and has "
                "hardly any turnover. Always to be told with its period."
            ),
        ),
        details=(*REMOVED, REASON),
    ),
    Entry(
        key="mean_parking_duration",
        number="A7",
        unit="min",
        total="mean",
        parameters=(),
        source="Little 1961: load / volume",
        method_version=turnover.METHOD_VERSION,
        de=Words(
            name="Mittlere Parkdauer (aus Belegung)",
            unit="Minuten",
            method=(
                "Belegungsstunden geteilt durch Parkvorgänge. Genau, wenn zu Beginn und Ende "
                "niemand da ist; ab 10 % Anwesenden an den Rändern und unter 75 % bekannter Zeit "
                "kein Wert."
            ),
            reading_aid=(
                "23 Minuten heißt: so lange stand ein Fahrzeug im Mittel. Wenige Dauerparker "
                "heben das Mittel stark; der Median sagt, wie lange die meisten bleiben."
            ),
            not_to_confuse=(
                "Nicht mit dem Median der Parkdauer und nicht mit der zulässigen Höchstparkdauer."
            ),
        ),
        en=Words(
            name="mean parking duration (by load)",
            unit="minutes",
            method=(
                "Parking load divided by parking volume. Exact if nobody is there at start and "
                "end; withheld from 10 % present at the edges on, and below 75 % known time."
            ),
            reading_aid=(
                "23 minutes means that a vehicle stood so long on average. A few that stay for "
                "days raise it much; the median says how long most stay."
            ),
            not_to_confuse="Not with the median duration, and not with the longest one allowed.",
        ),
        details=(*REMOVED, REASON),
    ),
    Entry(
        key="parking_duration",
        number="A8",
        unit="min",
        total="mean",
        parameters=(),
        source="Kaplan and Meier 1958, with delayed entry",
        method_version=durations.METHOD_VERSION,
        de=Words(
            name="Parkdauer (Median)",
            unit="Minuten",
            method=(
                "Dauer, die die Hälfte der Parkvorgänge nicht überschreitet (Kaplan-Meier). "
                "Vorgänge, die noch andauern oder vor dem Zeitraum begannen, zählen mit dem, "
                "was von ihnen gesehen wurde. Erst ab 20 Abfahrten."
            ),
            reading_aid=(
                "80 Minuten heißt: die Hälfte war nach 80 Minuten wieder weg. Daneben die "
                "Dauer, die 85 % nicht überschreiten, und das Mittel bis 24 Stunden."
            ),
            not_to_confuse=(
                "Nicht mit dem Mittel der beendeten Vorgänge, das zu kurz ausfällt, und nicht "
                "mit der Dauer derer, die gerade da sind: die ist zu lang. „Nicht erreicht“ "
                "heißt: mehr als die Hälfte steht noch."
            ),
        ),
        en=Words(
            name="parking duration (median)",
            unit="minutes",
            method=(
                "Duration that half of the stays do not exceed (Kaplan-Meier). Stays that go "
                "on, or began before the period, count with what was seen of them. From 20 "
                "departures on."
            ),
            reading_aid=(
                "80 minutes means that half had left after 80 minutes. Beside it the duration "
                "that 85 % do not exceed, and the mean up to 24 hours."
            ),
            not_to_confuse=(
                "Not with the mean of finished stays, which is too short, and not with how long "
                "those now present have been there, which is too long. 'Not reached' means "
                "that more than half are still there."
            ),
        ),
        details=DURATIONS,
    ),
    Entry(
        key="overstay_rate",
        number="A9",
        unit="1",
        total="mean",
        parameters=("window",),
        source="share of finished regulated stays beyond limit and grace",
        method_version=overstay.METHOD_VERSION,
        de=Words(
            name="Parken über die Höchstdauer",
            unit="Anteil",
            method=(
                "Anteil der beendeten Parkvorgänge, die in den geregelten Stunden länger als "
                "Höchstdauer und Karenz dauerten. Feiertage nach dem Schild. Ab 30 Vorgängen."
            ),
            reading_aid=(
                "0,4 heißt: zwei von fünf standen länger als erlaubt. Die Grenzen daneben "
                "sagen, was noch andauernde Vorgänge daran ändern können."
            ),
            not_to_confuse=(
                "Nicht mit Verstößen: ein Sensor sieht weder Bewohnerausweis noch Parkschein "
                "noch Schwerbehindertenausweis."
            ),
        ),
        en=Words(
            name="stays longer than the limit",
            unit="share",
            method=(
                "Share of finished stays that lasted longer than limit and grace within the "
                "regulated hours. Public holidays as the sign has it. From 30 stays on."
            ),
            reading_aid=(
                "0.4 means that two of five stood longer than allowed. The bounds beside it "
                "say what stays that still go on can change."
            ),
            not_to_confuse=(
                "Not with violations: a sensor sees no permit, no ticket and no disabled badge."
            ),
        ),
        details=OVERSTAYS,
    ),
)
