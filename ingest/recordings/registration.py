"""Enter what a recording knows of sites, devices, channels and labels, once each."""

from collections.abc import Sequence
from datetime import datetime

from ingest.recordings.recording import RecordedChannel, Recording
from store import import_names
from store.pool import Connection
from store.registry import NewChannel, number_channels

ChannelKey = tuple[str, str]  # device, channel name


class Registration:
    """The numbers of channels and datastreams that an import has met so far."""

    def __init__(self, mapping: str, *, sample: bool) -> None:
        self._mapping = mapping
        self._sample = sample
        self._sites: set[str] = set()
        self._channels: dict[ChannelKey, int] = {}
        self._labels: dict[import_names.Label, int] = {}

    async def enter(self, conn: Connection, recording: Recording, *, now: datetime) -> None:
        """Enter what is new in a recording. Nothing a person has changed is overwritten."""
        sites = [site for site in recording.sites if site.id not in self._sites]
        if sites:
            await import_names.enter_sites(
                conn,
                [
                    import_names.NewSite(
                        id=site.id,
                        alias=site.alias,
                        name=site.name,
                        kind=site.kind,
                        time_zone=site.time_zone,
                        direction_a=site.direction_a,
                        direction_b=site.direction_b,
                        longitude=site.longitude,
                        latitude=site.latitude,
                        attribution=site.attribution,
                    )
                    for site in sites
                ],
                sample=self._sample,
            )
            self._sites |= {site.id for site in sites}
        await self._enter_channels(conn, recording, now)
        await self._enter_labels(conn, recording.channels)

    async def _enter_channels(self, conn: Connection, recording: Recording, now: datetime) -> None:
        new = [c for c in recording.channels if (c.device, c.name) not in self._channels]
        if not new:
            return
        names = {site.id: site.name for site in recording.sites}
        devices = {channel.device: names[channel.site] for channel in new}
        await import_names.enter_devices(conn, sorted(devices.items()), now=now)
        numbers = await number_channels(
            conn,
            [
                NewChannel(
                    device=c.device, name=c.name, property=c.property, hold_max_s=c.hold_max_s
                )
                for c in new
            ],
        )
        self._channels |= numbers
        self._labels |= await import_names.labels(conn, numbers.values())

    async def _enter_labels(self, conn: Connection, channels: Sequence[RecordedChannel]) -> None:
        """Give new labels of columns with values their datastreams.

        The first meaning of a channel keeps the publisher's number; a later one (another
        direction, another mode) carries what it means behind it.
        """
        named = {label[0] for label in self._labels}
        wanted = [
            import_names.NewLabel(
                channel=self.channel(channel),
                site=channel.site,
                property=channel.property,
                direction=channel.direction,
                mode=channel.mode or "",
                role=channel.role,
                source_id=channel.source_id
                if self.channel(channel) not in named
                else f"{channel.source_id} ({channel.direction}, {channel.mode or '-'}, "
                f"{channel.role})",
                name=channel.label,
                nominal_interval_s=channel.nominal_interval_s or 0,
                bay=channel.bay,
                speed_class=channel.speed_class,
                daylight_only=channel.daylight_only,
            )
            for channel in channels
            if channel.values and self._label(channel) not in self._labels
        ]
        if wanted:
            self._labels |= await import_names.enter_labels(conn, self._mapping, wanted)

    def _label(self, channel: RecordedChannel) -> import_names.Label:
        return self.channel(channel), channel.direction, channel.mode or "", channel.role

    def channel(self, channel: RecordedChannel) -> int:
        """Return the number of a channel."""
        return self._channels[channel.device, channel.name]

    def datastream(self, channel: RecordedChannel) -> int:
        """Return the datastream that a channel's label names."""
        return self._labels[self._label(channel)]
