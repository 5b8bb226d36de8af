"""What is sent about datastreams, deployments and what people say of them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from api.described.registry import At, Factor, Latitude, Longitude, Sent, Text
from devices.properties import Direction, Mode, Property


class DatastreamSent(Sent):
    """A datastream of a site; one that is there already is answered with its number."""

    site: Text
    property: Property
    direction: Direction = Direction.NONE
    mode: Mode | None = None
    bay: Text | None = None
    lane: Text | None = None
    source_id: Text | None = None
    name: Text = ""
    nominal_interval_s: Annotated[int, Field(gt=0)] | None = None


class DatastreamChange(Sent):
    """What is to be changed of a datastream; what is not sent stays."""

    name: Text | None = None
    direction: Direction | None = None
    mode: Mode | None = None
    bay: Text | None = None
    lane: Text | None = None
    role: Literal["part", "check"] | None = None
    nominal_interval_s: Annotated[int, Field(gt=0)] | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    remarks: Text | None = None


Angle = Annotated[
    float, Field(ge=0, le=60, description="Between a radar's beam and the road, in degrees.")
]


class DeploymentSent(Sent):
    """A channel answers for a datastream."""

    device: Text
    channel: Text
    datastream: int
    since: AwareDatetime
    until: AwareDatetime | None = None
    factor: Factor = 1.0
    orientation_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    angle_deg: Angle = 0.0
    remarks: Text = ""


class DeploymentChange(Sent):
    """A correction of a deployment, for all of its time; what is not sent stays, null is open."""

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    factor: Factor | None = None
    orientation_deg: Annotated[float, Field(ge=0, lt=360)] | None = None
    angle_deg: Angle | None = None
    remarks: Text | None = None


class MarkSent(Sent):
    """A person's word on a site, or on one datastream, for a time."""

    site: Text | None = None
    datastream: int | None = None
    kind: Literal["anomalous", "out_of_service", "calibrated", "atypical"]
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    factor: Factor | None = None


class MeasureSent(Sent):
    """What a town did at a site or group."""

    name: Text
    site: Text | None = None
    group: Text | None = None
    from_date: date
    to_date: date | None = None
    remarks: Text = ""


class HolidaySent(Sent):
    """A holiday of the town or of one site, beside those of its Land."""

    name: Text
    kind: Literal["public", "school"] = "public"
    from_date: date
    to_date: Annotated[
        date | None, Field(description="The first date after it; without it one day.")
    ] = None
    yearly: Annotated[bool, Field(description="On the same dates of later years, too.")] = False
    site: Annotated[Text | None, Field(description="Without it every site keeps it.")] = None


class AnchorSent(At):
    """How many vehicles stood in a car park at a moment."""

    vehicles: Annotated[int, Field(ge=0)]
    remarks: Text = ""


class ManualSent(Sent):
    """One number that a person has counted."""

    property: Literal["count", "vehicles_present", "free_spaces"]
    mode: Mode | None = None
    direction: Direction = Direction.NONE
    place: Text = ""
    time: AwareDatetime
    duration_s: Annotated[int, Field(gt=0)] | None = None
    value: Annotated[float, Field(ge=0)]
    observer: Text = ""
    remarks: Text = ""
