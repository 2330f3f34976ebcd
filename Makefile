# Lorong. Everything a newcomer, a developer and a robot need; `make help` lists it.
# Only python3 (with venv), make and git have to be there.

PYTHON ?= python3
STATION = .venv/bin/python -m lorong.station

# make demo CITY=padang PORT=8080 HOST=0.0.0.0 REPORTS=20000
export CITY PORT HOST REPORTS

.DEFAULT_GOAL := help
.PHONY: help demo test check bench faults lock css screenshots clean-demo env env-test
MAKEFLAGS += --no-print-directory

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: env ## a working city on http://localhost:8000 (CITY=makassar PORT=8000 HOST=127.0.0.1; REPORTS=0 without a year of invented reports)
	@exec $(STATION) demo

test: env-test ## all tests, with everything they need (ARGS="-k nomor" for some of them)
	@exec $(STATION) test $(ARGS)

check: env-test ## style, types, walls, migrations, catalogue, translations, known weaknesses
	@exec $(STATION) check

bench: env-test ## measures each line against its baseline (ARGS="transition letter", ARGS=--small), see docs/bench.md
	@exec .venv/bin/python -m bench $(ARGS)

faults: env-test ## kills web, worker and PostgreSQL 100 times under load, then looks for what was lost (ARGS="--seed 7 --kills 20")
	@exec .venv/bin/python -m tests.faults $(ARGS)

screenshots: env-test ## the main pages into docs/screenshots/, three widths, light and dark
	@exec $(STATION) screenshots

lock: ## writes requirements*.txt anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@exec $(PYTHON) tools/lock.py $(ARGS)

css: ## compiles styles/ into the committed stylesheet (needs npm)
	@cd styles && npm ci --no-audit --no-fund && npm run css

clean-demo: env ## removes the demo's data of every city; the next demo starts from nothing
	@exec $(STATION) clean-demo

env:
	@exec $(PYTHON) tools/environment.py run

env-test:
	@exec $(PYTHON) tools/environment.py test
