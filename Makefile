# The words a newcomer needs; CI calls the same ones. `make help` prints the comments behind `##`.
#
# Variables: PYTHON=/path/to/python3.13   the interpreter .venv is made from (default: the newest found)
#            ARGS="tests/store -x"        handed to pytest by `make test`, to the benchmarks by `make bench`
#            WORKERS="-n 0"               pytest-xdist: one test after another, in place of three at a time

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup up test check format bench quality-report forecast-report effect-report web lock test-system clean
export PYTHON
ARGS ?=
# Tests wait more than they compute; a file's tests stay together, they share what they have set up.
# The longest files go first, as tests/order.py says; of itself xdist hands out those with many tests first.
WORKERS ?= -n 3 --dist loadfile --no-loadscope-reorder

help: ## what can be typed here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: ## install what runs Wegwarte into .venv (safe to repeat)
	@scripts/setup.sh run

up: setup ## start everything on this machine with the demo data, print the address
	@exec .venv/bin/wegwarte up --demo --data .wegwarte

test: ## install what the tests need, then run all of them
	@scripts/test-system.sh python
	@scripts/setup.sh run test
	@scripts/test-system.sh
	@scripts/setup.sh node web
	@scripts/run-tests.sh $(WORKERS) $(ARGS)

check: ## the gate: lint, formatting, strict types, import contracts
	@scripts/setup.sh run check
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/mypy -p benchmarks
	.venv/bin/lint-imports

format: ## let ruff mend what it can
	@scripts/setup.sh run check
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bench: ## measure; one JSON line a figure
	@scripts/setup.sh run test
	.venv/bin/python -m benchmarks $(ARGS)

quality-report: ## put faults into healthy recordings, print what is found and what is not
	@scripts/setup.sh run test
	.venv/bin/python -m benchmarks.quality_report $(ARGS)

forecast-report: ## try the forecasts on the past as it was received, print their scores
	@scripts/setup.sh run test
	.venv/bin/python -m benchmarks.forecast_report $(ARGS)

effect-report: ## how often before and after tells an effect there is, and one there is not
	@scripts/setup.sh run test
	.venv/bin/python -m benchmarks.effect_report $(ARGS)

web: ## build api/web/dist, the browser's half of the page, from its sources (needs Node)
	@scripts/setup.sh web
	cd api/web && npm run --silent build

lock: ## write requirements/*.txt and the package-lock.json files anew
	@scripts/setup.sh run lock
	@scripts/lock.sh

test-system: ## Mosquitto, Chromium, Node: as root on Debian or Ubuntu installed, else named
	@scripts/test-system.sh

clean: ## remove .venv, caches and the demo's data
	rm -rf .venv .wegwarte tests/node/node_modules api/web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
