"""The parts of a cross-section: one of them out of service makes the section unknown."""

from collections.abc import Sequence

from analytics.site import Source
from analytics.spans import Span, common, union


def owed_by_parts(parts: Sequence[Source]) -> list[list[Span]]:
    """Return when each part of a cross-section is out of service while another one is not.

    Then the section is not known: what the others say would be a partial sum. Where all of them
    are out of service, nothing is owed.
    """
    owed = []
    for part in parts:
        away = union(said.span for said in part.judgements if said.kind == "out_of_service")
        away = common(union(one.span for one in part.deployments), away)
        others = (one.deployed() for one in parts if one is not part) if away else ()
        owed.append(common(away, union(span for spans in others for span in spans)))
    return owed
