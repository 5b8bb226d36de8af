"""A test that cannot run here says so, is counted, and fails where skipping would prove nothing."""

import pytest

from tests import needs

TESTS = """
    import pytest

    @pytest.mark.mosquitto
    def test_first() -> None:
        raise AssertionError("ran")

    @pytest.mark.mosquitto
    def test_second() -> None:
        raise AssertionError("ran")

    @pytest.mark.recordings
    def test_recorded() -> None:
        raise AssertionError("ran")

    def test_needs_nothing() -> None:
        pass
"""
MOSQUITTO = needs.Missing(what="mosquitto", command="sudo scripts/test-system.sh mosquitto")
RECORDINGS = needs.Missing(what="recordings", command="ln -s FOLDER ../shared")


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A suite of four tests on a machine without Mosquitto and without recordings."""
    monkeypatch.setitem(needs.NEEDS, "mosquitto", lambda: MOSQUITTO)
    monkeypatch.setitem(needs.NEEDS, "recordings", lambda: RECORDINGS)
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyfile(TESTS)
    pytester.makeini("[pytest]\nmarkers =\n    mosquitto: m\n    recordings: r")
    return pytester


def run(suite: pytest.Pytester) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", "tests.needs", "-p", "no:randomly", "-p", "no:asyncio")


def test_a_test_without_its_service_skips_and_names_the_command(suite: pytest.Pytester) -> None:
    result = run(suite)

    result.assert_outcomes(passed=1, skipped=3)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(
        [
            "2 tests skipped: mosquitto missing — sudo scripts/test-system.sh mosquitto",
            "1 test skipped: recordings missing — ln -s FOLDER ../shared",
        ]
    )


def test_in_ci_a_missing_service_fails_the_run_and_missing_recordings_do_not(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")

    result = run(suite)

    result.assert_outcomes(passed=1, errors=2, skipped=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(
        [
            "2 tests failed: mosquitto missing — sudo scripts/test-system.sh mosquitto",
            "1 test skipped: recordings missing — ln -s FOLDER ../shared",
        ]
    )


def test_where_all_is_there_the_tests_run(
    suite: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(needs.NEEDS, "mosquitto", lambda: None)
    monkeypatch.setitem(needs.NEEDS, "recordings", lambda: None)

    result = run(suite)

    result.assert_outcomes(passed=1, failed=3)
    assert "something is missing" not in result.stdout.str()


def test_every_need_has_a_marker(pytestconfig: pytest.Config) -> None:
    markers = {line.partition(":")[0] for line in pytestconfig.getini("markers")}

    assert set(needs.NEEDS) <= markers


def test_a_missing_program_is_named_with_a_script_that_starts_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(needs, "_SEARCH_PATH", "/nonexistent")

    gap = needs.missing("mosquitto")

    assert gap is not None
    assert str(gap).startswith("mosquitto missing — sudo scripts/test-system.sh mosquitto")
    assert "apt-get install mosquitto" in gap.command


def test_the_error_of_a_file_that_cannot_be_collected_is_shown(suite: pytest.Pytester) -> None:
    suite.makepyfile(test_broken="import no_such_module_anywhere")

    result = run(suite)

    assert result.ret == pytest.ExitCode.INTERRUPTED
    result.stdout.fnmatch_lines(["*No module named 'no_such_module_anywhere'*"])
