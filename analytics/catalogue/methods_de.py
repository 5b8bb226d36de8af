"""How methods are called in German: the word of every `method` that stands beside a number."""

from typing import Final

from analytics.environment.spread import METHOD as EXCEEDED
from analytics.indicators.vehicle_shares import METHOD as BY_LENGTH
from analytics.speeds import free_flow
from analytics.speeds.percentiles import METHOD as PERCENTILE
from analytics.speeds.vehicle_groups import RADAR_BOX, TLS_8_1

_PERCENTILE_DE: Final = "lineare Interpolation in der Summenlinie, wirkliche Klassengrenzen"
_COUNTS: Final[dict[object, str]] = {
    "sum of quarter hours": "Summe der Viertelstunden",
    "AADT, FHWA 2016, by hours": "DTV nach FHWA 2016, aus Stunden",
    "AADT, mean of whole days": "DTV als Mittel ganzer Tage",
    "AADT, AASHTO average of averages": "DTV nach AASHTO, Mittel der Mittel",
    "mean of whole days": "Mittel ganzer Tage",
    "MADT, FHWA 2016, by hours": "Monats-DTV nach FHWA 2016, aus Stunden",
    "mean of whole days Monday to Friday": "Mittel ganzer Tage Montag bis Freitag",
    "DTV over that of the year before": "DTV durch den des Vorjahres",
    "BASt DTV_W_MobisFr": "BASt DTV_W_MobisFr",
    "BASt DTV_W": "BASt DTV_W",
    "BASt DTV_U": "BASt DTV_U",
    "BASt DTV_S": "BASt DTV_S",
    "BASt fer = DTV_U / DTV_W": "BASt fer = DTV_U / DTV_W",
    "BASt bSo": "BASt bSo",
    "BASt bFr": "BASt bFr",
    "BASt Mt, 06-22": "BASt Mt, 6 bis 22 Uhr",
    "BASt Mn, 22-06": "BASt Mn, 22 bis 6 Uhr",
    "BASt Md, 06-18": "BASt Md, 6 bis 18 Uhr",
    "BASt Me, 18-22": "BASt Me, 18 bis 22 Uhr",
    "busiest four quarter hours; of several days the typical peak": (
        "stärkste vier Viertelstunden; von mehreren Tagen die typische Spitze"
    ),
    "V / (4 max q15)": "V / (4 max q15)",
    "30th highest clock hour": "dreißiggrößte volle Stunde",
    "v30 / DTV": "v30 / DTV",
    "mean of each hour over the mean day": "Mittel jeder Stunde durch den mittleren Tag",
    "mean of each weekday over the mean of the seven": (
        "Mittel jedes Wochentags durch das Mittel der sieben"
    ),
    "MADT / DTV": "Monats-DTV / DTV",
    "WWI": "WWI: Tag am Wochenende durch Werktag",
    "AMI": "AMI: 7 bis 9 Uhr durch 11 bis 13 Uhr",
    "robust score against the 8 weeks before": "robuste Abweichung von den 8 Wochen davor",
    "first direction over both": "erste Richtung durch beide",
    "difference of both directions over their sum, of whole days": (
        "Unterschied beider Richtungen durch ihre Summe, ganze Tage"
    ),
    "heavier direction in the 30th highest hour": (
        "stärkere Richtung in der dreißiggrößten Stunde"
    ),
    "heavy over all motor vehicles": "Schwerverkehr durch alle Kraftfahrzeuge",
    "hour, day and month factors of a permanent counter": (
        "Stunden-, Tages- und Monatsfaktoren einer Dauerzählstelle"
    ),
    "day-of-year factors of a permanent counter, ratio of sums": (
        "Tagesfaktoren einer Dauerzählstelle, Verhältnis der Summen"
    ),
    "DTV times usual over actual weather, Poisson model of days": (
        "DTV mal übliches durch tatsächliches Wetter, Poisson-Modell der Tage"
    ),
    "counts by hand over the counter's, of the same intervals": (
        "Handzählung durch Zählgerät, dieselben Intervalle"
    ),
    "flow over space-mean speed, of one direction": (
        "Verkehrsstärke durch momentane Geschwindigkeit, eine Richtung"
    ),
    "density of a lane; of a day its densest clock hour, of longer times the 30th": (
        "Dichte einer Spur; eines Tages die dichteste volle Stunde, längerer Zeiten die 30."
    ),
    "busiest clock hour over capacity; of longer times the 30th busiest": (
        "stärkste volle Stunde durch Kapazität; längerer Zeiten: die dreißiggrößte"
    ),
}
_SPEEDS: Final[dict[object, str]] = {
    PERCENTILE: _PERCENTILE_DE,
    f"{free_flow.METHOD}; {PERCENTILE}": (
        f"Fahrzeuge mehr als {free_flow.LEADER_S:g} s hinter einem anderen, keines innerhalb von "
        f"{free_flow.FOLLOWER_S:g} s dahinter; {_PERCENTILE_DE}"
    ),
    "sum of speeds over their number": "Summe der Geschwindigkeiten durch ihre Zahl",
    "means of intervals, weighted by vehicles": "Mittel von Intervallen, nach Fahrzeugen gewichtet",
    "means of intervals, weighted by time: the device counts nothing": (
        "Mittel von Intervallen, nach Zeit gewichtet: das Gerät zählt nicht"
    ),
    "number of vehicles over the sum of 1/v": "Zahl der Fahrzeuge durch die Summe von 1/v",
    "standard deviation with n - 1": "Standardabweichung mit n - 1",
    "window of 10 km/h with most vehicles": "Fenster von 10 km/h mit den meisten Fahrzeugen",
    "share over the limit of the time, of whole km/h as told, else linear within a class": (
        "Anteil über der jeweils geltenden Grenze, bei ganzen km/h wie gemeldet, sonst linear "
        "innerhalb einer Klasse"
    ),
    BY_LENGTH: (
        f"nach Klasse ({TLS_8_1.name} v{TLS_8_1.version}), sonst nach Länge (Radarbox "
        f"v{RADAR_BOX.version}, schwer ab {RADAR_BOX.heavy_m:g} m)"
    ),
    "mean from front to front of vehicles at most 60 s behind another one": (
        "Mittel von Front zu Front, Fahrzeuge höchstens 60 s hinter einem anderen"
    ),
    "gaps below 1.8 s over all known gaps": "Lücken unter 1,8 s durch alle bekannten Lücken",
}
_MEASURED: Final[dict[object, str]] = {
    "time-weighted mean, 75 % capture": "zeitgewichtetes Mittel, 75 % Verfügbarkeit",
    "energy mean of L_Aeq, 75 % capture": "energetisches Mittel von L_Aeq, 75 % Verfügbarkeit",
    EXCEEDED: "so lange überschrittener Pegel, linear in Klassen von 0,5 dB",
    "day 06-18, evening 18-22, night 22-06; energy means, 75 % of each": (
        "Tag 6-18, Abend 18-22, Nacht 22-6 Uhr; energetische Mittel, je 75 %"
    ),
    "greatest running 8-hour mean, days in CET": (
        "größtes gleitendes 8-Stunden-Mittel, Tage in MEZ"
    ),
    "above the limit of the time, rounded to it": (
        "über dem jeweils geltenden Grenzwert, auf ihn gerundet"
    ),
    "Luftqualitätsindex (UBA), five pollutants": "Luftqualitätsindex (UBA), fünf Schadstoffe",
    "Magnus formula of hourly means (Alduchov and Eskridge)": (
        "Magnus-Formel aus Stundenmitteln (Alduchov und Eskridge)"
    ),
    "surface temperature against frost point and freezing point": (
        "Oberflächentemperatur gegen Reifpunkt und Gefrierpunkt"
    ),
}
_PARKING: Final[dict[object, str]] = {
    "occupied time / capacity time": "belegte Zeit / angebotene Zeit",
    "time-weighted mean": "zeitgewichtetes Mittel",
    "integral of occupied spaces": "Integral der belegten Stellplätze",
    "highest quarter-hour mean": "höchstes Viertelstundenmittel",
    "known time in quarter hours at or above 85 % / known time": (
        "bekannte Zeit in Viertelstunden ab 85 % / bekannte Zeit"
    ),
    "hours with occupied space-time >= percent of capacity space-time": (
        "Stunden, deren belegte Stellplatzzeit den Anteil der angebotenen erreicht"
    ),
    "n-th highest hourly occupancy": "n-thöchste stündliche Belegung",
    "runs of quarter hours at or above the threshold": (
        "Viertelstunden am Stück auf oder über der Schwelle"
    ),
    "balance of entries and exits, drift spread over passages between anchors": (
        "Bilanz der Ein- und Ausfahrten, Zählfehler zwischen Abgleichen auf Durchfahrten verteilt"
    ),
    "distinct stays that overlap the window": "verschiedene Parkvorgänge im Zeitraum",
    "distinct stays / space-hours in service": (
        "verschiedene Parkvorgänge / angebotene Stellplatzstunden"
    ),
    "parking load / parking volume (Little's law)": (
        "Belegungsstunden / Parkvorgänge (Gesetz von Little)"
    ),
    "Kaplan-Meier with delayed entry": "Kaplan-Meier mit verzögertem Eintritt",
    "median, Kaplan-Meier with delayed entry": "Median, Kaplan-Meier mit verzögertem Eintritt",
    "finished stays longer than limit + grace / finished regulated stays": (
        "beendete Parkvorgänge über Höchstdauer und Karenz / beendete geregelte Parkvorgänge"
    ),
    "time in which no bay is free": "Zeit ohne freien Stellplatz",
    "share of observed time with a free space, by quarter hour and day type": (
        "Anteil beobachteter Zeit mit freiem Platz, nach Viertelstunde und Tagesart"
    ),
    "sum of occupied / sum of capacity over the same quarter hours": (
        "Summe belegt / Summe der Kapazität derselben Viertelstunden"
    ),
}
#: By the word in answers.
METHODS_DE: Final[dict[object, str]] = {**_COUNTS, **_SPEEDS, **_MEASURED, **_PARKING}
