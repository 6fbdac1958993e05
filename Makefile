# The commands that people and CI use. `make serve` and `make test` need Python 3.11+, pip and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 7860
ARCHIVE ?= .citedesk

.PHONY: help serve install test check browser bench calibrate clean

help:
	@echo "make serve      set up, index seeds/ and open the chat at http://127.0.0.1:$(PORT)"
	@echo "make test       set up and run every check"
	@echo "make bench      measure cold start and keyword search"
	@echo "make calibrate  fit the built-in reader again (docs/decisions/0008)"

serve: $(VENV)/.installed
	$(BIN)/citedesk index seeds --archive $(ARCHIVE)
	$(BIN)/citedesk serve --archive $(ARCHIVE) --port $(PORT)

install: $(VENV)/.installed

# torch goes first and alone: with the constraint that is the CPU build or PyPI's, never a second copy.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Citedesk needs Python 3.11 or newer: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	@echo "Installing into $(VENV): a few minutes the first time."
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

test: check browser
	$(BIN)/python -m pytest

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser: $(VENV)/.installed-test
	$(BIN)/python tests/browser.py

bench: $(VENV)/.installed-test
	$(BIN)/python tests/bench_cold_start.py
	$(BIN)/python tests/bench_lexicon.py

calibrate: $(VENV)/.installed-test
	$(BIN)/python -m qa.calibration tests/data/invented --write

clean:
	rm -rf $(VENV) build dist *.egg-info
