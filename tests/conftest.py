"""Fixtures every test may ask for; each lives in a module named for what it gives."""

pytest_plugins = [
    "pytester",
    "tests.needs",
    "tests.order",
    "tests.fixtures.servers",
    "tests.fixtures.timescale",
]
