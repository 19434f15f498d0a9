# Two commands do everything: `make run` opens the desk, `make test` runs every check.
# Both set up what they need; a second run finds it done.

VENV := .venv
PY := $(VENV)/bin/python
ARGS ?=
# Four at a time: the tests wait for clocks, disks and terminals more than they compute; who is done helps the others.
PYTEST_ARGS ?= -n 4 --dist worksteal

# The first interpreter that is new enough and can make a virtual environment.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
	&& { echo $$p; break; }; done)

# Byte-code makes the start twice as fast, so it is written even where the environment forbids it.
COMPILE := env -u PYTHONDONTWRITEBYTECODE $(PY) -m compileall -q
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all:

.PHONY: help setup setup-dev run demo test check bench wheel lock clean

help:
	@echo 'make run      open the desk (ARGS="..." is passed on)'
	@echo 'make demo     open the sample office, in a file that is thrown away'
	@echo 'make setup    install what the program needs into $(VENV), nothing else'
	@echo 'make test     run every check: style, types, imports, translations, tests'
	@echo 'make check    the same without the tests'
	@echo 'make bench    measure speed and memory'
	@echo 'make wheel    build the packages into dist/'
	@echo 'make lock     resolve the requirements anew (needs uv)'
	@echo 'make clean    remove what these commands made'

setup: $(VENV)/.ready
	@$(COMPILE) repairdesk

setup-dev: $(VENV)/.ready-dev
	@$(COMPILE) repairdesk

$(PY):
	@if [ -z "$(PYTHON)" ]; then \
		echo 'RepairDesk needs Python 3.11 or newer, with its venv module, and found none.' >&2; \
		echo 'Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python;' >&2; \
		echo 'or from python.org), then run make again. An interpreter elsewhere: make PYTHON=/path/to/python3' >&2; \
		exit 1; fi
	@echo 'Setting up $(VENV) with $(PYTHON) ...' >&2
	@$(PYTHON) -m venv --clear $(VENV)

$(VENV)/.ready: requirements.txt | $(PY)
	@echo 'Installing what the program needs ...' >&2
	@$(INSTALL) -r requirements.txt
	@$(COMPILE) $(VENV)/lib
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt requirements.txt | $(PY)
	@echo 'Installing what the program and its tests need ...' >&2
	@$(INSTALL) -r requirements-dev.txt
	@$(COMPILE) $(VENV)/lib
	@touch $(VENV)/.ready $@

run: setup
	@$(PY) -m repairdesk $(ARGS)

demo: setup
	@$(PY) -m repairdesk $(ARGS) demo

check: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	$(PY) scripts/catalogue.py check

test: check
	$(PY) -m pytest $(PYTEST_ARGS)

bench: setup-dev
	env -u PYTHONDONTWRITEBYTECODE $(PY) -m benchmarks $(ARGS)

wheel: setup-dev
	$(PY) -m hatchling build -t sdist -t wheel

LOCK := uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11

lock:
	$(LOCK) pyproject.toml --output-file requirements.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find repairdesk tests scripts benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
