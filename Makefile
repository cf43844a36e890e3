# Everything here needs python3 (3.11 or newer) and nothing else that is not installed by `make setup`.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run setup setup-test test check bench messages sbom

run: setup
	DEBUG=on $(BIN)/python manage.py migrate --verbosity 0
	DEBUG=on $(BIN)/python manage.py load_demo --port $(PORT)
	DEBUG=on $(BIN)/python manage.py serve --port $(PORT)

setup: $(VENV)/.run
setup-test: $(VENV)/.test

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	touch $@

$(VENV)/.test: requirements-test.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	touch $@

test: setup-test
	.ci/suite $(ARGS)

check: setup-test
	.ci/check

# make bench PART="board scribe"; DATABASE_URL=postgres://... for PostgreSQL. Writes docs/benchmarks.md.
bench: setup-test
	$(BIN)/python tests/bench/run.py $(PART)

# What is shipped, with hashes and licences: build/sbom.cdx.json
sbom: setup
	$(BIN)/python .ci/sbom.py

messages: setup-test
	$(BIN)/python .ci/messages.py update
