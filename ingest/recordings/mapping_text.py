"""A mapping as the TOML a person reads, without what is as always."""

import tomllib

import msgspec

from ingest.recordings.mapping import FileForm, Mapping, Wide


def to_toml(mapping: Mapping) -> str:
    """Return a mapping as TOML, without what is as always; it reads back the same."""
    said = msgspec.to_builtins(mapping)
    for name, form in (("file", FileForm), ("columns", Wide)):
        usual = {field.name: field.default for field in msgspec.structs.fields(form)}
        said[name] = {k: v for k, v in said[name].items() if v != usual[k]}
    lines = [f"{key} = {_value(value)}" for key, value in said.items() if _is_plain(value)]
    for key, value in said.items():
        if isinstance(value, dict) and value:
            lines += ["", f"[{key}]"]
            lines += [f"{k} = {_value(v)}" for k, v in value.items() if v not in (None, "", [], {})]
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for table in value:
                lines += ["", f"[[{key}]]"]
                lines += [f"{k} = {_value(v)}" for k, v in table.items() if v not in (None, "")]
    text = "\n".join(lines) + "\n"
    tomllib.loads(text)
    return text


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], str)
    return isinstance(value, str | int | float) and value != ""


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, str) and "\\" in value and "'" not in value:
        return f"'{value}'"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t") + '"'
    return str(value)
