"""What ingest counts, for Prometheus; served on the loopback where a port is set."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server

from ingest.window import Window
from store.messages import Written


class Metrics:
    """The counters of one ingest."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.received = self._counter("messages_received", "Messages in committed batches")
        self.rejected_messages = self._counter("messages_rejected", "Messages set aside whole")
        self.rejected_readings = self._counter("readings_rejected", "Readings set aside")
        self.stored = self._counter("readings_stored", "Readings stored")
        self.duplicate = self._counter("readings_duplicate", "Readings that were stored already")
        self.conflict = self._counter("readings_conflict", "Other values for stored readings")
        self.commits = self._counter("commits", "Committed batches")
        self.retries = self._counter("retries", "Batches tried again: database away, deadlock")
        self.refused_by_broker = Counter(
            "wegwarte_ingest_broker_refusals",
            "Connections that the broker cut, by its reason",
            ["reason"],
            registry=self.registry,
        )
        self.unacknowledged = self._gauge("unacknowledged_messages", "Messages held")
        self.oldest_s = self._gauge("oldest_unacknowledged_seconds", "Age of the oldest of them")
        self.redelivered = self._gauge("redelivered_messages", "Copies of held messages dropped")
        self.connections = self._counter("broker_connections", "Connections made")
        self.taken_over = self._counter("sessions_taken_over", "Sessions lost to another client")

    def _counter(self, name: str, help_text: str) -> Counter:
        return Counter(f"wegwarte_ingest_{name}", help_text, ["source"], registry=self.registry)

    def _gauge(self, name: str, help_text: str) -> Gauge:
        return Gauge(f"wegwarte_ingest_{name}", help_text, ["source"], registry=self.registry)

    def broker(self, source: str) -> "BrokerMetrics":
        """Return what one broker's connection counts."""
        return BrokerMetrics(self, source)

    def wrote(self, source: str, messages: int, written: Written) -> None:
        """Count a committed batch."""
        self.commits.labels(source).inc()
        self.received.labels(source).inc(messages)
        self.rejected_messages.labels(source).inc(written.rejected_messages)
        self.rejected_readings.labels(source).inc(written.rejected_readings)
        self.stored.labels(source).inc(written.stored)
        self.duplicate.labels(source).inc(written.duplicate)
        self.conflict.labels(source).inc(written.conflict)

    def serve(self, port: int) -> None:
        """Answer `GET /metrics` on the loopback, in a thread of its own."""
        start_http_server(port, addr="127.0.0.1", registry=self.registry)


class BrokerMetrics:
    """What the connection to one broker counts."""

    def __init__(self, metrics: Metrics, source: str) -> None:
        self.connections = metrics.connections.labels(source)
        self.taken_over = metrics.taken_over.labels(source)
        self.unacknowledged = metrics.unacknowledged.labels(source)
        self.oldest_s = metrics.oldest_s.labels(source)
        self.redelivered = metrics.redelivered.labels(source)

    def measure(self, window: Window, *, now: datetime) -> None:
        """Bring the gauges up to date."""
        oldest = window.oldest
        self.unacknowledged.set(len(window))
        self.oldest_s.set(0 if oldest is None else (now - oldest.received).total_seconds())
        self.redelivered.set(window.redelivered)
