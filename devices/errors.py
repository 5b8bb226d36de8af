"""What can be wrong with a message or a reading, by what the caller does about it.

* `RejectedError`: set it aside with its cause, acknowledge it, go on. Nobody can read it as it
  stands, however often it is tried; once the cause is mended it can be replayed.

Every other exception is a fault of the program or of its surroundings.
"""

from enum import StrEnum


class Cause(StrEnum):
    """Why something was set aside: the word by which rejected messages are grouped."""

    BAD_TOPIC = "bad_topic"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    MALFORMED = "malformed"
    DEVICE_MISMATCH = "device_mismatch"
    PROBABLE_SWAP = "probable_swap"
    SIMULATED = "simulated"
    UNKNOWN_DEVICE = "unknown_device"
    DEVICE_RETIRED = "device_retired"
    UNKNOWN_MODEL = "unknown_model"
    UNKNOWN_CHANNEL = "unknown_channel"
    PORT_NOT_IN_MODEL = "port_not_in_model"
    FIRMWARE_NOT_IN_MODEL = "firmware_not_in_model"
    FIELD_UNREADABLE = "field_unreadable"
    TOO_MANY_READINGS = "too_many_readings"
    TIME_WITHOUT_ZONE = "time_without_zone"
    TIME_IN_FUTURE = "time_in_future"
    TIME_TOO_OLD = "time_too_old"
    BAD_INTERVAL = "bad_interval"
    OVERLAPPING_INTERVAL = "overlapping_interval"
    VALUE_OUT_OF_RANGE = "value_out_of_range"
    VALUE_MISSING = "value_missing"
    CODEC_FAILED = "codec_failed"
    REFUSED_BY_DATABASE = "refused_by_database"
    BEYOND_RAW_HORIZON = "beyond_raw_horizon"


class RejectedError(Exception):
    """A message or a reading that cannot be taken as it stands.

    Attributes
    ----------
    cause
        The word by which it is grouped.
    detail
        A sentence for people: what is wrong, where, and the remedy.
    """

    def __init__(self, cause: Cause, detail: str) -> None:
        super().__init__(f"{cause}: {detail}")
        self.cause = cause
        self.detail = detail


class ModelError(Exception):
    """A device model that cannot be read: the sentence names file, key, fault and remedy."""
