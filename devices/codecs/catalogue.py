"""The built-in codecs by the name that a model file says: `codec = "builtin:bosch-tps110"`."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from devices.codecs import (
    bosch_tps110,
    cayenne_lpp,
    decentlab,
    elsys,
    imbuildings,
    milesight,
    netvox,
    nwave,
    parametric_pcr2,
    pmx_tcr,
)
from devices.uplink import Fields

#: `decode(port, payload)`; raises `RejectedError(Cause.CODEC_FAILED, …)` and nothing else.
Codec = Callable[[int, bytes], Fields]

CODECS: Final[dict[str, Codec]] = {
    "bosch-tps110": bosch_tps110.decode,
    "cayenne-lpp": cayenne_lpp.decode,
    **decentlab.CODECS,
    "elsys": elsys.decode,
    "imbuildings": imbuildings.decode,
    **milesight.CODECS,
    "netvox": netvox.decode,
    **nwave.CODECS,
    "parametric-pcr2": parametric_pcr2.decode,
    "pmx-tcr": pmx_tcr.decode,
}
_WITH_NUMBERS: Final = re.compile(r"decentlab-(?P<device>[a-z0-9-]+) ?\((?P<numbers>[^()]*)\)")


@lru_cache(maxsize=256)
def find(name: str) -> Codec:
    """Return a codec by name; `decentlab-dl-pr21(Pmin=0,Pmax=4)` gives a device its own numbers.

    Raises
    ------
    KeyError
        No codec is called that; the sentence says what there is.
    ValueError
        The numbers in parentheses are not numbers of that device.
    """
    if name in CODECS:
        return CODECS[name]
    if match := _WITH_NUMBERS.fullmatch(name):
        return decentlab.calibrated(match["device"], _numbers(match["numbers"]))
    family = name.partition("-")[0]
    near = [known for known in CODECS if known.startswith(f"{family}-")] or CODECS
    raise KeyError(f"no built-in codec is called {name}; there are {', '.join(near)}")


def _numbers(words: str) -> dict[str, float]:
    numbers = {}
    for word in words.split(","):
        key, _, number = word.partition("=")
        try:
            numbers[key.strip()] = float(number)
        except ValueError as why:
            raise ValueError(f"{word.strip()!r} is not of the form name=number") from why
        if not math.isfinite(numbers[key.strip()]):
            raise ValueError(f"{word.strip()!r} is not a finite number")
    return numbers
