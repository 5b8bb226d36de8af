#!/bin/sh
# All tests, those that kill processes last and alone: beside others they would measure the others' load.
# Arguments go to pytest. The exit status is the first that failed; the last line is pytest's own.
set -u
cd "$(dirname "$0")/.."
interrupted=2 # Ctrl-C, or files that cannot be read: nothing more to learn from going on
no_tests_collected=5
# The tests start some hundred processes of ours: each would compile again whatever it imports.
unset PYTHONDONTWRITEBYTECODE

.venv/bin/python -m pytest -m "not kill" "$@"
first=$?
[ $first -ne $no_tests_collected ] || first=0
[ $first -ne $interrupted ] || exit $interrupted

.venv/bin/python -m pytest -m kill "$@" -n 0
second=$?
[ $second -ne $no_tests_collected ] || second=0
[ $first -eq 0 ] || exit $first
exit $second
