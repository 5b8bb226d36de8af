"""What became of a frame that was tried, for people and for programs."""

import json
import math
from dataclasses import dataclass
from typing import Any

from cli.model_files import Model
from cli.registry.shown import table
from devices import modelled
from devices.properties import DEFINITIONS
from devices.quality import Flag
from devices.uplink import Fields
from ingest.checks import Row, Vehicle
from ingest.read import Fault
from store.instants import from_us


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of a frame."""

    model: Model
    fields: Fields
    warnings: tuple[str, ...]
    rows: list[Row]
    vehicles: list[Vehicle]
    faults: list[Fault]

    def for_programs(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "model": self.model.read.id,
            "codec": self.model.read.codec,
            "fields": self.fields,
            "warnings": list(self.warnings),
            "not_mapped": modelled.unmapped(self.model.read, self.fields),
            "readings": self._readings(),
            "set_aside": [
                {"reading": f.reading_index, "cause": f.cause, "why": f.detail} for f in self.faults
            ],
        }

    def for_people(self) -> list[str]:
        """Return it in lines."""
        lines = ["fields:"]
        lines += [f"  {line}" for line in table(_flat(self.fields), ["field", "value"])]
        lines += [f"warning: {words}" for words in self.warnings]
        readings = self._readings()
        lines.append(f"readings: {len(readings) or 'none'}")
        if readings:
            lines += [f"  {line}" for line in table(readings, list(readings[0]))]
        lines += [f"set aside: {f.cause}: {f.detail}" for f in self.faults]
        unmapped = modelled.unmapped(self.model.read, self.fields)
        if unmapped:
            lines.append(f"fields that the model neither reads nor ignores: {', '.join(unmapped)}")
        return lines

    def _readings(self) -> list[dict[str, Any]]:
        rows = [(row.reading_index, _observation(row)) for row in self.rows]
        rows += [(vehicle.reading_index, _passage(vehicle)) for vehicle in self.vehicles]
        return [shown for _, shown in sorted(rows, key=lambda pair: pair[0])]


def _observation(row: Row) -> dict[str, Any]:
    definition = DEFINITIONS[row.channel.property]
    return {
        "channel": row.channel.name,
        "property": row.channel.property.value,
        "value": None if math.isnan(row.result) else row.result,
        "unit": definition.unit,
        "time": from_us(row.time_us).isoformat(),
        "duration_s": None if row.duration_ms < 0 else row.duration_ms / 1_000,
        "quality": Flag(row.quality).name.lower(),
    }


def _passage(vehicle: Vehicle) -> dict[str, Any]:
    speed, length = vehicle.speed_km_h, vehicle.length_m
    return {
        "channel": vehicle.channel.name,
        "property": vehicle.channel.property.value,
        "value": None if math.isnan(speed) else speed,
        "unit": "km/h",
        "time": from_us(vehicle.time_us).isoformat(),
        "duration_s": None,
        "quality": Flag(vehicle.quality).name.lower(),
        "n": vehicle.n,
        "length_m": None if math.isnan(length) else length,
        "vehicle_class": None if vehicle.vehicle_class < 0 else vehicle.vehicle_class,
    }


def _flat(fields: Fields) -> list[dict[str, Any]]:
    """Return decoded fields as rows, nested ones by their dotted path."""
    rows: list[dict[str, Any]] = []

    def visit(name: str, value: object) -> None:
        if isinstance(value, dict) and value:
            for key, inner in value.items():
                visit(f"{name}.{key}" if name else str(key), inner)
        elif isinstance(value, list) and value:
            for at, inner in enumerate(value):
                visit(f"{name}[{at}]", inner)
        else:
            rows.append({"field": name, "value": json.dumps(value, ensure_ascii=False)})

    visit("", fields)
    return rows
