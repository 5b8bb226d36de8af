"""TLS: whom we believe, and who we are."""

import ssl
from typing import Final

from ingest.settings import Broker

#: What `context` raises when certificates or keys can never be right.
UNREADABLE: Final = (ssl.SSLError, OSError)


def context(broker: Broker) -> ssl.SSLContext:
    """Return what a connection to a broker is made with."""
    made = ssl.create_default_context(cafile=broker.ca_file, cadata=broker.ca or None)
    if broker.certificate_file is not None:
        made.load_cert_chain(broker.certificate_file, broker.key_file)
    return made
