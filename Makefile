# Two commands do everything: `make run` and `make test`. Both install what is missing, without asking.

SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000

.PHONY: run test check bench repro lock fonts setup setup-dev clean

run: setup
	@PORT=$(PORT) scripts/run.sh

test: setup-dev check
	@$(PYTHON) -m pytest -n auto --dist loadgroup

check: setup-dev
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/lint-imports --no-logo >.cache/imports.log || (cat .cache/imports.log; exit 1)
	@.venv/bin/mypy assessment audit forms regimes reports services store web app.py settings.py
	@$(PYTHON) -m regimes.check

repro: setup-dev
	@$(PYTHON) scripts/repro.py

bench: setup-dev
	@$(PYTHON) -m bench

setup:
	@scripts/setup.sh run

setup-dev:
	@scripts/setup.sh test

fonts:
	@scripts/fonts.sh

lock: setup-dev
	@.venv/bin/pip install --quiet pip-tools
	@.venv/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe -o requirements.txt requirements.in
	@.venv/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe -o requirements-dev.txt requirements-dev.in

clean:
	@rm -rf .venv .cache var
