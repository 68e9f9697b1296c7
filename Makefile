# Only make and Python 3.11 or newer are taken for granted; everything else is installed into .venv.
# A stamp file there remembers what was installed, so that a second run starts at once.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip

.DEFAULT_GOAL := help
.PHONY: help chat test lint format lock evaluate

help:
	@echo "make chat    install, read the plans in data/plans, and serve the web chat on this machine"
	@echo "make test    install what the tests need, then lint, type check and run all tests"
	@echo "make lint    ruff and mypy alone"
	@echo "make format  let ruff put the code in order"
	@echo "make evaluate measure how good the answers are, into a web page in out/evaluation"
	@echo "make lock    pin new versions from the ranges in pyproject.toml"

chat: $(VENV)/.installed
	$(BIN)/action-plans ingest data/plans
	$(BIN)/action-plans serve

# Two at a time, file by file: what a file's tests share is made once.
test: lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evaluate: $(VENV)/.installed-dev
	$(BIN)/action-plans evaluate --report out/evaluation

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# 3.11 is tried first because the lock was resolved with it. Debian's python3 may come without ensurepip.
$(BIN)/python:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$python"; exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "Found no Python 3.11 or newer that can make virtual environments; install one, or say make PYTHON=path" >&2; exit 1

$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the pinned dependencies (some minutes the first time)"
	$(PIP) install --quiet --requirement requirements.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests need"
	$(PIP) install --quiet --requirement requirements-dev.txt
	@touch $@

# Resolves the ranges afresh in a virtual environment of its own. A local version ("+cpu") names one machine's build
# and is dropped. No hashes: builds of torch for different machines have the same version and different files.
LOCK := build/lock
FREEZE = $(LOCK)/bin/python -m pip freeze --all --exclude pip --exclude action-plans | sed 's/+[a-z0-9.]*$$//' | LC_ALL=C sort
lock: | $(BIN)/python
	rm -rf $(LOCK) && $(BIN)/python -m venv $(LOCK)
	$(LOCK)/bin/python -m pip install --quiet --upgrade 'setuptools>=77'
	$(LOCK)/bin/python -m pip install --quiet --editable .
	$(FREEZE) > $(LOCK)/run
	$(LOCK)/bin/python -m pip install --quiet --editable '.[test]'
	$(FREEZE) > $(LOCK)/all
	@{ sed -n '1p' requirements.txt; cat $(LOCK)/run; } > $(LOCK)/requirements.txt
	@{ sed -n '1,2p' requirements-dev.txt; LC_ALL=C comm -13 $(LOCK)/run $(LOCK)/all; } > $(LOCK)/requirements-dev.txt
	mv $(LOCK)/requirements.txt $(LOCK)/requirements-dev.txt .
	rm -rf $(LOCK)
