"""The longest files go first, and all of them are there."""

import pytest

from tests import order
from tests.needs import ROOT


def test_each_of_the_longest_files_is_there_and_named_once() -> None:
    assert [name for name in order.LONGEST if not (ROOT / name).is_file()] == []
    assert len(set(order.LONGEST)) == len(order.LONGEST)


def test_the_longest_files_go_first_and_the_others_keep_their_places(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order, "LONGEST", ("test_d.py", "test_b.py"))
    for name in "abcd":
        pytester.makepyfile(**{f"test_{name}": "def test_2(): pass\ndef test_1(): pass"})

    run = pytester.inline_run("-p", "no:randomly", "-p", "no:asyncio", plugins=[order])

    names = [str(call.item.nodeid) for call in run.getcalls("pytest_runtest_call")]
    assert names == [f"test_{name}.py::test_{k}" for name in "dbac" for k in (2, 1)]
