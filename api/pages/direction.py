"""The names of directions."""

from api.pages.language import Language
from devices.properties import Direction
from store.sites import Site


def direction_word(site: Site, direction: str, language: Language) -> str:
    """Return the site's own name of a direction, else the general one."""
    own = {Direction.A: site.direction_a, Direction.B: site.direction_b}.get(Direction(direction))
    return own or language.say(f"direction_{direction}")
