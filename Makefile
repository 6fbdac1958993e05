# The commands that people and CI use. `make serve` and `make test` need Python 3.11+, pip and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 7860
ARCHIVE ?= .citedesk

# The folder of the reading data, for `make evaluate`, `make tune` and the quality column of `make bench`.
DATA ?=
LIMIT ?= 1000
BENCH ?=
SEED ?= 1
EPOCHS ?= 1
STEPS ?=
MINUTES ?=

.PHONY: help serve install test check browser bench kill fuzz evaluate tune splits train-reader calibrate risk clean needs-data

help:
	@echo "make serve      set up, index seeds/ and open the chat at http://127.0.0.1:$(PORT)"
	@echo "make test       set up and run every check"
	@echo "make bench      measure speed, beside four peers (DATA=folder adds Hits@10; BENCH='--help')"
	@echo "make kill       kill processes and fill disks, 2,000 times, and see that nothing is lost"
	@echo "make fuzz       damage documents of every format, 20,000 of each, and see that reading survives them"
	@echo "make evaluate   measure quality on Newsdesk and, with DATA=folder, once a release on the dev file"
	@echo "make tune       the same on the tuning split of DATA=folder: what changes are chosen by"
	@echo "make train-reader  train the reading model, score and calibrate it (DATA=folder)"
	@echo "make calibrate  fit the reader's confidence again (DATA=folder)"
	@echo "make risk       draw how many answers are wrong by how many are given (DATA=folder)"

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

# A file of tests on each of two processors, in the order of their names: the longest stand before the middle.
test: check browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser: $(VENV)/.installed-test
	$(BIN)/python tests/browser.py

bench: $(VENV)/.installed-test
	$(BIN)/python tests/bench/run.py $(if $(DATA),--data $(DATA)) $(BENCH)

# Longer than in `make test`: processes killed and disks filled while they change an archive.
kill: $(VENV)/.installed-test
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/kill.py --kills 2000 --small-files 200 --full-disk 200

# Longer than in `make test`: MINUTES=30 ends it after half an hour, SEED=n makes other damage.
fuzz: $(VENV)/.installed-test
	$(BIN)/python tests/fuzz.py --count 20000 --seed $(SEED) $(if $(MINUTES),--minutes $(MINUTES))

evaluate: $(VENV)/.installed
	mkdir -p build
	$(BIN)/citedesk index tests/data/newsdesk/articles --archive build/newsdesk
	$(BIN)/citedesk evaluate tests/data/newsdesk/look.jsonl --archive build/newsdesk --json build/look.json --html build/look.html
	$(BIN)/citedesk evaluate tests/data/newsdesk/guard.jsonl.gz --archive build/newsdesk
	$(if $(DATA),$(MAKE) evaluate-dev,@echo "The dev file was not measured: give DATA=folder")

# Paragraphs: those of the dev file and of the training files in SQuAD's form, as one archive.
.PHONY: evaluate-dev
evaluate-dev: needs-data $(VENV)/.installed
	mkdir -p build
	$(BIN)/citedesk evaluate $(DATA)/reading/dev/squad2_half_dev.json --mode open --limit $(LIMIT) --archive build/paragraphs --json build/dev-open.json $(foreach file,$(wildcard $(DATA)/reading/train/*.json),--with $(file))
	$(BIN)/citedesk evaluate $(DATA)/reading/dev/squad2_half_dev.json --mode reading --limit $(LIMIT) --json build/dev-reading.json

tune: splits
	$(BIN)/citedesk evaluate build/splits/tune.json --mode open --limit $(LIMIT) --archive build/paragraphs-tune --json build/tune-open.json --html build/tune-open.html $(foreach file,$(wildcard $(DATA)/reading/train/*.json),--with $(file))
	$(BIN)/citedesk evaluate build/splits/tune.json --mode reading --limit $(LIMIT) --json build/tune-reading.json --html build/tune-reading.html

splits: needs-data $(VENV)/.installed
	$(BIN)/python -m qa.training.splits $(DATA) --out build/splits

needs-data:
	@test -d "$(DATA)/reading" || { echo "give the folder of the reading data: make tune DATA=folder"; exit 2; }

# The reading model, from its data to the package: hours on a processor, minutes on an accelerator. It can be
# stopped and goes on; STEPS=n ends it after so many, the learning rate falling before.
train-reader: splits
	$(BIN)/python -m qa.training.train $(DATA) --out build/reader --epochs $(EPOCHS) $(if $(STEPS),--steps $(STEPS))
	$(BIN)/python -m qa.training.release $(DATA) --trained build/reader
	$(MAKE) calibrate

calibrate: needs-data $(VENV)/.installed-test
	$(BIN)/python -m qa.calibration $(DATA) tests/data/invented --write

# The README's picture: how many answers are wrong, at three sizes of an archive.
risk: needs-data $(VENV)/.installed-test
	$(BIN)/python tests/bench/risk_coverage.py $(DATA) --picture docs/risk-coverage.svg

clean:
	rm -rf $(VENV) build dist *.egg-info
