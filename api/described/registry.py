"""What is sent to change the registry, as /openapi.json describes it; nothing else is taken."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from analytics.calendar.region import LAENDER
from api.described.places import SiteKind
from devices.properties import Direction, Property

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$", description="Id, made once.")]
Text = Annotated[str, Field(max_length=500)]
Land = Annotated[
    str,
    Field(pattern=f"^({'|'.join(LAENDER)})$", description="Whose holidays it keeps, as NW or BY."),
]
Latitude = Annotated[float, Field(ge=-90, le=90, description="Degrees north, WGS 84.")]
Longitude = Annotated[float, Field(ge=-180, le=180, description="Degrees east, WGS 84.")]
Factor = Annotated[float, Field(gt=0, lt=1000, description="The true number for one counted.")]
Bearing = Annotated[float, Field(ge=0, lt=360, description="Degrees clockwise from north.")]
Moment = Annotated[
    AwareDatetime | None, Field(description="When it happened, with a zone; without it now.")
]


class Sent(BaseModel):
    """What a request may hold: no field that is not named here."""

    model_config = ConfigDict(extra="forbid")


class Done(BaseModel):
    """What was done, or (`dry_run`) what would be."""

    model_config = ConfigDict(extra="allow")

    dry_run: bool = False
    days: dict[str, int] = Field(
        default_factory=dict,
        description="Of a rehearsal: how many days of which datastream would be computed again.",
    )
    sites: list[str] = Field(
        default_factory=list,
        description="Of a rehearsal: sites of which something else would hold; numbers that are "
        "computed when they are asked for follow it, also where no day is computed again.",
    )
    day_types: list[dict[str, Any]] = Field(
        default_factory=list,
        description="Of a rehearsal: how many days of a site would be of another type (holidays), "
        "from the first to the last.",
    )


class Listed(BaseModel):
    """A list."""

    items: list[dict[str, Any]]
    next: None = None


class SiteSent(Sent):
    """A new site."""

    id: Id
    name: Text
    kind: SiteKind
    time_zone: Text = "Europe/Berlin"
    land: Land = "NW"
    lat: Latitude | None = None
    lon: Longitude | None = None
    direction_a: Text | None = None
    direction_b: Text | None = None
    attribution: Text | None = None
    aliases: list[Text] = []


class SiteChange(Sent):
    """What is to be changed of a site; what is not sent stays."""

    name: Text | None = None
    kind: SiteKind | None = None
    time_zone: Text | None = None
    land: Land | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    direction_a: Text | None = None
    direction_b: Text | None = None
    attribution: Text | None = None
    public: bool | None = None
    remarks: Text | None = None


class FactSent(Sent):
    """What holds of a site from a local date on, until the date of what is said for later.

    In whatever order facts are said, the same holds; the same date again replaces. What is
    expected of a measured property names it.
    """

    kind: Literal[
        "capacity",
        "regulated_hours",
        "opening_hours",
        "speed_limit",
        "max_stay",
        "stay_grace",
        "road_capacity",
        "lanes",
        "expected_least",
        "expected_greatest",
        "expected_rate",
    ]
    property: Property | None = Field(
        default=None, description="Of which value, for `expected_…` and nothing else."
    )
    value: float | Text
    from_date: Annotated[
        date | None, Field(description="The first date; without it since ever.")
    ] = None
    to_date: Annotated[
        date | None,
        Field(description="The first date without it: then holds again what would otherwise."),
    ] = None
    replace_later: Annotated[
        bool, Field(description="Take back what was said for later dates.")
    ] = False


class ClosureSent(Sent):
    """When a site, or spaces of it, is closed, in local time."""

    every: Text = Field(description="As `Tue,Fri 06:00-14:00`.")
    spaces: Annotated[int, Field(gt=0)] | None = None
    from_date: date
    to_date: date | None = Field(default=None, description="The first date without it.")
    except_dates: list[date] = []


class GroupSent(Sent):
    """A new group of sites."""

    id: Id
    name: Text
    remarks: Text = ""


class Membership(Sent):
    """A site belongs to a group from a moment on, or up to one."""

    site: Text
    since: Moment = None
    until: AwareDatetime | None = None


class DeviceSent(Sent):
    """A new device; its id is what native topics call it, or its DevEUI in lower case."""

    id: Id
    model: Text
    name: Text = ""
    remarks: Text = ""
    dev_eui: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    serial: Text | None = None
    server_id: Text | None = None
    installed_at: AwareDatetime | None = None
    accepted_at: AwareDatetime | None = None


class DeviceChange(Sent):
    """What is to be changed of a device; what is not sent stays."""

    model: Text | None = None
    name: Text | None = None
    remarks: Text | None = None
    installed_at: AwareDatetime | None = None
    out_of_service_at: AwareDatetime | None = None
    back: bool | None = Field(default=None, description="It is in service again.")


class At(Sent):
    """When it happened."""

    at: Moment = None


class Accepted(At):
    """The readings of a device count."""

    installed_at: AwareDatetime | None = Field(
        default=None, description="When it came to its place, where it is deployed only later."
    )


class Installed(At):
    """A device stands at a site."""

    site: Text
    bay: Text | None = None
    lane: Text | None = None
    direction: Direction | None = None
    looks_deg: Bearing | None = Field(default=None, description="Where the sensor looks.")
    a_leads_deg: Bearing | None = Field(
        default=None,
        description="Where the site's direction a leads; with `looks_deg` it tells which channel "
        "counts a.",
    )


class Campaign(Sent):
    """A device counts at a site for a time."""

    site: Text
    device: Text
    since: AwareDatetime
    until: AwareDatetime
    lane: Text | None = None
    direction: Direction | None = None
    factor: Factor = 1.0
    remarks: Text = ""


class Swapped(At):
    """Another device took the place."""

    new: Text
    factor: Factor = 1.0


class Moved(At):
    """The device answers for another site."""

    site: Text
    bay: Text | None = None
    lane: Text | None = None
    direction: Direction | None = None


class Recalibrated(At):
    """The device counts with another factor."""

    factor: Factor


class GroupChange(Sent):
    """What is to be changed of a group; what is not sent stays."""

    name: Text | None = None
    remarks: Text | None = None
    retired_at: AwareDatetime | None = None
