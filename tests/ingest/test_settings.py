"""Settings that cannot work end the program at its start, in words."""

import pytest
from pydantic import ValidationError

from ingest.settings import Settings

ESSENTIAL = {"database_url": "postgresql://localhost/wegwarte"}


def test_two_brokers_of_one_name_are_refused() -> None:
    brokers = [{"url": "mqtt://a"}, {"url": "mqtt://b"}]
    with pytest.raises(ValidationError, match="give each a name of its own"):
        Settings.model_validate(ESSENTIAL | {"brokers": brokers})


def test_brokers_of_different_names_are_all_read() -> None:
    brokers = [{"url": "mqtt://b", "name": "north"}, {"url": "mqtt://c", "name": "south"}]
    settings = Settings.model_validate(ESSENTIAL | {"mqtt_url": "mqtt://a", "brokers": brokers})
    assert [broker.name for broker in settings.all_brokers()] == ["native", "north", "south"]
