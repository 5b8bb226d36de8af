"""Indicators of traffic and parking as pure numpy functions: arrays in, arrays out.

Usable alone, in a notebook or a script: no clock, no database, no settings. `analytics.derive` is
the one part that reads and writes the store. Two examples run on the data of the demo: see the
folder `notebooks` of the repository.

======================= ==========================================================================
`analytics.counting`    AADT (DTV) and its relatives, BASt's family, peaks, design hours, profiles,
                        growth, estimates of gaps, expansion of short counts
`analytics.parking`     stays, turnover, occupancy by the hour, full spells, availability, groups
`analytics.speeds`      V85 and other percentiles, means, headways, classes, level of service
`analytics.environment` noise levels, air quality, frost
`analytics.calendar`    public and school holidays of the Länder, day types (W, U, S, W5, DiMiDo)
`analytics.quality`     faults found in what a sensor says, and how sure that is
`analytics.indicators`  the same indicators as questions to a site, as the API answers them
`analytics.catalogue`   what each indicator is, in German and English
======================= ==========================================================================

Conventions: what is not known is NaN or None, never 0. A number that may be withheld is a
`analytics.figure.Figure`: a value, or the reason why there is none. Variants of a method are
functions of their own, never a flag. Windows are half-open, instants are ms since 1970 (UTC), and
civil days have 23, 24 or 25 hours.

Examples
--------
The average day of a year of 10 passages an hour:

>>> from datetime import date
>>> from zoneinfo import ZoneInfo
>>> import numpy as np
>>> from analytics.counting import annual
>>> from analytics.counting.hours import civil_days, of_hours
>>> days = civil_days(date(2023, 1, 1), date(2023, 12, 31), ZoneInfo("Europe/Berlin"))
>>> counts = of_hours(days, np.full(len(days.hour), 10.0))
>>> round(annual.aadt_fhwa(counts).value, 6)
240.0
"""
