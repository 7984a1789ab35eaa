# The few commands people need; CI runs the same ones. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Any Python from 3.11 on that has venv: make setup PYTHON=python3.13
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(if $(shell command -v $(name) 2>/dev/null),$(name))))
ARGS ?=
# Test processes: one per core, at most eight. `make test WORKERS=0` runs everything in one process (for a debugger).
WORKERS ?= auto

# Only relative paths below: the checkout may lie under a folder whose name has spaces.
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-ready
DEVELOP := $(VENV)/.develop-ready

PIP_INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input
# Checks load the settings; they must not find or make the data folder of this checkout.
SCRATCH = scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT && export SANWU_HOME="$$scratch" && unset DATABASE_URL
DJANGO := $(BIN)/python -m django
export DJANGO_SETTINGS_MODULE ?= sanwu.project.settings
# What was compiled is kept: programs that tests start, and the second run, need not compile it again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help:  ## list these commands
	@grep -hE '^[a-z-]+:.*  ## ' Makefile | awk -F ':.*  ## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# --- Setting up ------------------------------------------------------------------------------------------------------

.PHONY: setup
setup: $(DEVELOP)  ## make .venv with everything for running, testing and checking

$(VENV)/pyvenv.cfg:
	@command -v "$(PYTHON)" >/dev/null || { echo "No Python found. Install Python 3.11 or newer, or say: make setup PYTHON=/path/to/python3"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "$$("$(PYTHON)" --version) is too old: Python 3.11 or newer is needed (make setup PYTHON=/path/to/python3)."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python has no venv. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Making $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv --clear $(VENV)

# The stamps depend on the locks: nothing is installed, and no network is asked for, while they are fresh.
$(RUNTIME): requirements.txt pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "Installing what the platform needs (locked, with hashes)"
	@$(PIP_INSTALL) --require-hashes -r requirements.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOP): requirements-dev.txt $(RUNTIME)
	@echo "Installing what tests and checks need (locked, with hashes)"
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

# --- Using it --------------------------------------------------------------------------------------------------------

.PHONY: run
run: $(RUNTIME)  ## set up, migrate and serve on 127.0.0.1:8000, with the demo city if the database is empty
	@exec $(BIN)/sanwu serve $(ARGS)

.PHONY: demo
demo: $(RUNTIME)  ## make the fictional demo city (make demo ARGS="--compounds 2000")
	@$(BIN)/sanwu migrate
	@$(BIN)/sanwu demo $(ARGS)

# --- Testing and checking --------------------------------------------------------------------------------------------

.PHONY: test
test: $(DEVELOP)  ## all tests; TEST_DATABASE_URL=postgres://... runs them on PostgreSQL, ARGS=tests/policy a part of them
	@$(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8 --dist loadgroup $(ARGS)

.PHONY: check
check: check-style check-types check-imports check-templates check-messages check-migrations  ## every check that needs no test run
	@echo "All checks passed."

.PHONY: check-style
check-style: $(DEVELOP)  ## ruff: faults and format
	@echo "== ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted as ruff does it; run: make format"; exit 1; }

.PHONY: check-types
check-types: $(DEVELOP)  ## mypy, strict
	@echo "== mypy"
	@$(SCRATCH) && $(BIN)/mypy

.PHONY: check-imports
check-imports: $(DEVELOP)  ## import contracts
	@echo "== import contracts"
	@$(BIN)/lint-imports --no-logo --no-cache

.PHONY: check-templates
check-templates: $(DEVELOP)  ## djlint
	@echo "== templates"
	@$(BIN)/djlint --quiet --lint src/sanwu

.PHONY: check-messages
check-messages: $(DEVELOP)  ## the English catalogue is complete and compiled
	@echo "== translations"
	@$(SCRATCH) && $(BIN)/python tools/messages.py check

.PHONY: check-migrations
check-migrations: $(DEVELOP)  ## every model change has its migration
	@echo "== migrations"
	@$(SCRATCH) && $(DJANGO) makemigrations --check --dry-run

.PHONY: format
format: $(DEVELOP)  ## let ruff format and mend what it can
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

# --- For maintainers -------------------------------------------------------------------------------------------------

.PHONY: messages
messages: $(DEVELOP)  ## collect interface strings into the English catalogue and compile it
	@$(SCRATCH) && $(BIN)/python tools/messages.py update

.PHONY: lock
lock:  ## resolve the locks again; needs uv on the path (ARGS=--upgrade for newer releases)
	@command -v uv >/dev/null || { echo "uv is not on the path; install it in any environment: pip install uv"; exit 1; }
	@lock() { uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	    --python-version 3.11 $(ARGS) "$$@"; }; \
	  lock --extra install pyproject.toml -o requirements.txt; \
	  lock --extra install --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

.PHONY: vendor
vendor: $(DEVELOP)  ## fetch the vendored front-end files again as their manifests say; needs npm
	@$(BIN)/python tools/vendor.py $(ARGS)

.PHONY: clean
clean:  ## remove .venv and caches; the data folder .sanwu stays
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache src/*.egg-info
	@find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
