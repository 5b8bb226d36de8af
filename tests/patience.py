"""How long tests wait for what no promise bounds: longer than the busiest machine takes."""

from typing import Final

PATIENCE_S: Final = 60.0
