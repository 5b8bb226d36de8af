"""The examples in the docstrings of the core are true."""

import doctest
import importlib
import pkgutil

import pytest

import analytics

MODULES = sorted(
    found.name
    for found in pkgutil.walk_packages(analytics.__path__, "analytics.")
    if not found.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["analytics", *MODULES])
def test_the_examples_of_a_module_are_true(name: str) -> None:
    failed, _ = doctest.testmod(
        importlib.import_module(name), optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    )

    assert failed == 0
