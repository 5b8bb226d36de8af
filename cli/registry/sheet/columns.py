"""The heads of the columns: ours, German ones, and those of network servers' device lists."""

import re
from enum import StrEnum
from typing import Final


class Column(StrEnum):
    """What a column is about."""

    SITE = "site"
    KIND = "site kind"
    PLACE = "bay or lane"
    DIRECTION = "direction name"
    CHANNEL = "channel"
    MODEL = "model"
    IDENT = "DevEUI or serial"
    SERVER_ID = "id at the network server"
    NAME = "device name"
    LAT = "lat"
    LON = "lon"
    INSTALLED = "installed at"
    REMARKS = "remarks"
    LOOKS = "looks"
    LEADS = "direction leads to"
    BRAND = "brand_id"
    BRAND_MODEL = "model_id"


#: The columns of the form, in order.
FORM: Final = (
    Column.SITE,
    Column.PLACE,
    Column.DIRECTION,
    Column.MODEL,
    Column.IDENT,
    Column.LAT,
    Column.LON,
    Column.INSTALLED,
    Column.REMARKS,
    Column.LOOKS,
    Column.LEADS,
)
_HEADS: Final = {
    Column.SITE: "site ort standort messstelle messstation parkplatz zählstelle location",
    Column.KIND: "sitekind art kind ortsart",
    Column.PLACE: "bayorlane baylane bay lane stellplatz spur fahrstreifen stellplatzoderspur "
    "stellplatzspur",
    Column.DIRECTION: "directionname direction richtung richtungsname fahrtrichtung",
    Column.CHANNEL: "channel kanal sensorchannel",
    Column.MODEL: "model modell typ devicemodel sensortyp",
    Column.IDENT: "deveuiorserial deveuiserial deveui serial serialnumber seriennummer serialno "
    "deviceeui eui deviceid gerät deveuioderseriennummer",
    Column.SERVER_ID: "id idatthenetworkserver serverid",
    Column.NAME: "name devicename bezeichnung gerätename",
    Column.LAT: "lat latitude breite breitengrad geobreite",
    Column.LON: "lon lng long longitude länge längengrad geolänge",
    Column.INSTALLED: "installedat installed installation einbau einbaudatum eingebautam "
    "installiertam installationdate montage montiertam",
    Column.REMARKS: "remarks remark bemerkung bemerkungen notes description anmerkung kommentar",
    Column.LOOKS: "looks lookstowards looksto view mounting orientation schaut blickt blick "
    "blickrichtung einbaulage ausrichtung",
    Column.LEADS: "directionleadsto directionleads leadsto directiontowards richtungführtnach "
    "führtnach",
    Column.BRAND: "brandid brand hersteller",
    Column.BRAND_MODEL: "modelid",
}
_KNOWN: Final = {head: column for column, heads in _HEADS.items() for head in heads.split()}
_SECRET: Final = re.compile(r"key|schlüssel|secret|passwor|claimauthenticationcode|ownertoken|pin$")
#: 128 bits in hexadecimal: a LoRaWAN key, wherever it stands.
KEY: Final = re.compile(
    r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}[ :-]?){15}[0-9a-fA-F]{2}(?![0-9a-fA-F])"
)


def column_of(head: str) -> Column | None:
    """Return what a column with this head is about, None where it is not known.

    Examples
    --------
    >>> column_of("DevEUI / serial"), column_of("Einbaudatum"), column_of("colour")
    (<Column.IDENT: 'DevEUI or serial'>, <Column.INSTALLED: 'installed at'>, None)
    """
    return None if is_secret(head) else _KNOWN.get(_bare(head))


def is_secret(head: str) -> bool:
    """Whether a column holds keys, which are never read further.

    Examples
    --------
    >>> is_secret("app_key"), is_secret("Network key"), is_secret("join_eui")
    (True, True, False)
    """
    return _SECRET.search(_bare(head)) is not None


def _bare(head: str) -> str:
    """Return a head in lower case without anything but letters; units in brackets fall away."""
    return re.sub(r"[^a-zäöüß]", "", re.sub(r"[\[(].*?[\])]", "", head.lower()))
