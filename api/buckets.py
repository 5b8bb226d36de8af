"""Into which buckets a window is divided, and whether it can be."""

from datetime import timedelta
from typing import Final

from analytics.civil import Bucket, to_ms
from api import windows
from api.described.numbers import BucketName
from api.errors import BadWindowError, TooMuchError
from api.settings import Settings
from api.windows import Window

_LENGTHS: Final = {"15min": timedelta(minutes=15), "hour": timedelta(hours=1)}


def folded(bucket: BucketName) -> Bucket:
    """Return the bucket to compute with; a total alone is computed by years."""
    return Bucket.YEAR if bucket == "total" else Bucket(bucket)


def check(asked: Window, bucket: BucketName, configured: Settings) -> None:
    """Refuse a window that is too long, or that does not consist of buckets."""
    window = asked.bounded(configured.query_days_max, "WEGWARTE_QUERY_DAYS_MAX")
    buckets_max = configured.query_buckets_max
    if folded(bucket).civil:
        for moment in (window.since, window.until):
            if windows.midnight(moment.astimezone(window.zone).date(), window.zone) != moment:
                raise BadWindowError(
                    f"{windows.written(moment)} is no local midnight, bucket={bucket} "
                    "is made of local days",
                    "give from and to as local dates, or take bucket=hour or 15min",
                )
        return
    length = _LENGTHS[bucket]
    for moment in (window.since, window.until):
        if (to_ms(moment) * 1000) % (length // timedelta(microseconds=1)):
            raise BadWindowError(
                f"{windows.written(moment)} does not begin a bucket of {bucket}",
                "let from and to begin buckets (in UTC)",
            )
    count = (window.until - window.since) // length
    if count > buckets_max:
        raise TooMuchError(
            f"the window has {count} buckets of {bucket}, the limit is {buckets_max} "
            "(WEGWARTE_QUERY_BUCKETS_MAX)",
            "ask for shorter windows one after another, or for longer buckets",
        )
