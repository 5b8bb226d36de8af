"""The parts of a cross-section: one of them out of service makes the section unknown."""

from collections.abc import Sequence

from analytics.site import Source
from analytics.spans import Span, common, union


def owed_by_parts(parts: Sequence[Source]) -> list[list[Span]]:
    """Return when each part of a cross-section is out of service while another one is not.

    Then the section is not known: what the others say would be a partial sum. Where all of them
    are out of service, nothing is owed.

    Examples
    --------
    >>> from analytics.said import Judgement
    >>> from analytics.site import Deployment
    >>> from devices.properties import Property
    >>> hung = Deployment(channel=1, device="a", span=Span(0, 90))
    >>> away = Judgement(kind="out_of_service", span=Span(30, 50))
    >>> lane = Source(id=1, observed=Property.COUNT, deployments=(hung,), judgements=(away,))
    >>> other = Source(id=2, observed=Property.COUNT, deployments=(hung,))
    >>> owed_by_parts([lane, other])
    [[Span(from_ms=30, to_ms=50)], []]
    """
    owed = []
    for part in parts:
        away = union(said.span for said in part.judgements if said.kind == "out_of_service")
        away = common(union(one.span for one in part.deployments), away)
        others = (one.deployed() for one in parts if one is not part) if away else ()
        owed.append(common(away, union(span for spans in others for span in spans)))
    return owed
