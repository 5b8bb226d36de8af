"""The overview as it is shown: cards in groups, and the filter by kind."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api.pages.card import Card
from api.pages.kinds import Kind
from api.pages.language import Language
from store.sources import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One link of the filter; `kind` None: all."""

    kind: Kind | None
    word: str
    address: str
    count: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards of one kind under a title; `key` names it in the page."""

    key: str
    kind: Kind
    title: str
    cards: Sequence[Card]


def choices(cards: Sequence[Card], chosen: Kind | None, language: Language) -> list[Choice]:
    """Return the filter: all, and every kind there is."""
    counts = Counter(card.kind for card in cards)
    kinds: list[Kind | None] = [None, *(kind for kind in Kind if counts[kind])]
    return [
        Choice(
            kind=kind,
            word=language.say(f"kind_{kind or 'all'}"),
            address=language.address("/" + (f"?{urlencode({'kind': kind})}" if kind else "")),
            count=language.number(counts[kind] if kind else len(cards)),
            current=kind == chosen,
        )
        for kind in kinds
    ]


def groups(cards: Sequence[Card], chosen: Kind | None, language: Language) -> list[Group]:
    """Return the cards of the chosen kind, or of all: first what is measured now, by kind."""
    found = []
    for recorded in (False, True):
        for kind in Kind:
            own = [c for c in cards if c.kind == kind and (c.state == "recorded") is recorded]
            if not own or chosen not in {None, kind}:
                continue
            word = language.say(f"kind_{kind}")
            found.append(
                Group(
                    key=f"recorded-{kind}" if recorded else f"kind-{kind}",
                    kind=kind,
                    title=language.say("group_recorded", kind=word) if recorded else word,
                    cards=own,
                )
            )
    return found


def away(roads: Sequence[SourceState], language: Language) -> str | None:
    """Say which sources are not connected, None when all are."""
    names = [road.source for road in roads if road.is_down]
    return language.say("sources_down", names=", ".join(names)) if names else None


def lead(cards: Sequence[Card], language: Language) -> str:
    """Say how many sites there are, and how many of them are measuring."""
    live = language.number(sum(card.state == "live" for card in cards))
    key = "overview_lead_one" if len(cards) == 1 else "overview_lead"
    return language.say(key, n=language.number(len(cards)), live=live)
