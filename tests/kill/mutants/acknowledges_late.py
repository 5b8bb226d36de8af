"""Ingest as it is, but slow to acknowledge: what the identity by arrival is compared with."""

import sys

from ingest import __main__
from ingest import run as service
from tests.kill.mutants import lingering

if __name__ == "__main__":
    service.pipeline.run = lingering.run
    sys.exit(__main__.main())
