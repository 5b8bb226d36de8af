"""Derive: what is dirty or has come of age becomes day states and indicators.

The one place that joins the pure functions of `analytics` to the store.

1. Marks and the registry are read; marks are grouped by site.
2. Each site is claimed by an advisory lock, so that several workers share the sites. The claim is
   on the site and not on the datastream because a number of a site needs all its datastreams.
3. Whole UTC days are computed again from raw readings in canonical order, never by adding.
4. Local days, months and years that contain them follow, by the same functions as the API uses.
5. States, numbers and the removal of exactly the marks that were read commit together.
"""

from analytics.derive.work import Settings, Work, derive_once

__all__ = ["Settings", "Work", "derive_once"]
