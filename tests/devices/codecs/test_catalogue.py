"""The names by which model files ask for built-in codecs."""

import subprocess
import sys

import pytest

from devices.codecs.catalogue import CODECS, find

FAMILIES = {
    "bosch-tps110",
    "cayenne-lpp",
    "elsys",
    "imbuildings",
    "milesight-vs121",
    "milesight-vs132",
    "milesight-vs133",
    "milesight-vs135",
    "milesight-ws302",
    "netvox",
    "nwave-nps310",
    "nwave-nps405",
    "nwave-ncc405",
    "parametric-pcr2",
    "pmx-tcr",
}


def test_every_family_is_listed() -> None:
    others = {name for name in CODECS if not name.startswith("decentlab-dl-")}
    assert others == FAMILIES


def test_a_name_finds_its_codec() -> None:
    assert all(find(name) is codec for name, codec in CODECS.items())


def test_a_wrong_name_is_answered_with_those_of_the_family() -> None:
    with pytest.raises(KeyError, match="milesight-vs121, milesight-vs132"):
        find("milesight-vs999")
    with pytest.raises(KeyError, match="bosch-tps110, cayenne-lpp"):
        find("unheard-of")


def test_codecs_know_nothing_of_services_and_stores() -> None:
    code = (
        "import sys; import devices.codecs.catalogue; "
        "print(sorted({name.partition('.')[0] for name in sys.modules} "
        "& {'store', 'ingest', 'analytics', 'api', 'cli', 'psycopg', 'asyncio', 'socket'}))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == "[]"
