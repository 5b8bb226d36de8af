"""`wegwarte ingest`: one more worker, beside the one of `wegwarte up` or alone."""

from cli.options import Data, DatabaseUrl, MqttUrl


def command(data: Data = None, database_url: DatabaseUrl = None, mqtt_url: MqttUrl = None) -> None:
    """Receive messages and store them, until Ctrl-C."""
    from cli.become import become

    become("ingest", data=data, database_url=database_url, mqtt_url=mqtt_url, needs_broker=True)
