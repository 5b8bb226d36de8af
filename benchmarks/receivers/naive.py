"""What a first script looks like: paho's `on_message`, an INSERT for the message, COMMIT."""

import json
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
import psycopg
from paho.mqtt.enums import CallbackAPIVersion

from devices import topics
from ingest.settings import Settings

_TABLE = """
create table if not exists reading (
  topic text, channel text, time timestamptz, duration_s float8, value float8
)
"""
_INSERT = "insert into reading values (%s, %s, %s, %s, %s)"


def main(settings: Settings) -> None:
    """Receive and store until killed."""
    conn = psycopg.connect(settings.database_url)
    conn.execute(_TABLE)
    conn.commit()

    def on_message(_client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        rows = [
            (message.topic, r["channel"], r["time"], r.get("duration_s"), r.get("value"))
            for r in json.loads(message.payload)["readings"]
        ]
        with conn.cursor() as cursor:
            cursor.executemany(_INSERT, rows)
        conn.commit()

    address = urlsplit(settings.mqtt_url)
    identifier = f"wegwarte-ingest-{settings.instance_id()}"  # the session that holds the messages
    client = mqtt.Client(CallbackAPIVersion.VERSION2, identifier, clean_session=False)
    client.on_message = on_message
    client.username_pw_set(unquote(address.username or ""), unquote(address.password or ""))
    client.connect(address.hostname or "", address.port or 1883, keepalive=300)
    client.subscribe([(topic, 1) for topic in topics.uplinks(settings.municipality)])
    client.loop_forever()


if __name__ == "__main__":
    main(Settings())
