# Doudi: `make run` starts the demo county, `make test` runs the whole suite. Both set up what they need.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000
WALKS := house journeys security
SEED ?= 16
unexport DJANGO_SETTINGS_MODULE

.PHONY: run test test-sqlite test-postgres check bench e2e slow assets install install-dev lock messages coverage clean help

help:  ## what can be done here
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

run: .venv/run.stamp assets  ## set up, fill the demo county, serve on 127.0.0.1:8000
	@$(BIN)/python -m doudi demo --port $(PORT)

test: test-sqlite test-postgres  ## the whole suite, on SQLite and on PostgreSQL

test-sqlite: .venv/dev.stamp assets
	@$(PYTHON) deploy/machine.py browser fonts
	@$(BIN)/python manage.py messages en --compile-only > /dev/null
	@echo "== suite on SQLite"
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest -n 2 -m "not slow and not browser" --cov --cov-report=
	@$(BIN)/python tests/coverage_floor.py
	@echo "== browser"
	@$(BIN)/python -m pytest tests/e2e

test-postgres: .venv/dev.stamp assets
	@$(PYTHON) deploy/machine.py postgres
	@$(BIN)/python manage.py messages en --compile-only > /dev/null
	@echo "== suite on PostgreSQL"
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n 2 -m "not slow and not browser" $(foreach d,engine policies cli e2e $(WALKS),--ignore=tests/$(d))

slow: .venv/dev.stamp assets  ## the tests marked slow (SEED=…), and the long walks on PostgreSQL
	@$(PYTHON) deploy/machine.py postgres
	@$(BIN)/python manage.py messages en --compile-only > /dev/null
	@echo "== slow tests on SQLite"
	@$(BIN)/python -m pytest -n 2 -m slow --hypothesis-seed=$(SEED)
	@echo "== walks on PostgreSQL"
	@$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n 2 -m "not slow" $(foreach d,$(WALKS),tests/$(d))

check: .venv/dev.stamp assets  ## style, types, layers, templates, migrations, messages
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/djlint doudi/templates --lint --quiet
	@$(BIN)/python manage.py check --fail-level WARNING
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py messages en --check

e2e: .venv/dev.stamp assets  ## browser tests only, with screenshots in build/screens
	@$(PYTHON) deploy/machine.py browser fonts
	@$(BIN)/python -m pytest tests/e2e

bench: .venv/dev.stamp  ## every speed the project claims
	@for f in benchmarks/*.py; do echo "== $$f"; $(BIN)/python $$f || exit 1; done

assets: node_modules/.stamp  ## front-end files from the npm registry

node_modules/.stamp: package.json package-lock.json .venv/run.stamp
	@echo "== front-end assets (npm ci)"
	@$(BIN)/python deploy/machine.py assets
	@touch $@

install: .venv/run.stamp  ## the environment for running
install-dev: .venv/dev.stamp  ## the environment for working on it

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Doudi needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "== virtual environment"
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements/run.lock pyproject.toml | .venv/bin/python
	@echo "== locked dependencies (a minute or two the first time)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: requirements/dev.lock .venv/run.stamp
	@echo "== locked dependencies for tests"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@touch $@

lock: .venv/dev.stamp  ## new lock files from pyproject.toml
	@$(BIN)/uv pip compile -q --generate-hashes pyproject.toml -o requirements/run.lock --no-emit-index-url --custom-compile-command "make lock"
	@$(BIN)/uv pip compile -q --generate-hashes --extra dev -c requirements/run.lock pyproject.toml -o requirements/dev.lock --no-emit-index-url --custom-compile-command "make lock"

messages: .venv/dev.stamp  ## collect and compile translations
	@$(BIN)/python manage.py messages en

clean:  ## remove what was built; your data folder stays
	@rm -rf build .coverage* .ruff_cache .mypy_cache .import_linter_cache
