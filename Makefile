# `make run` starts Trastienda on a machine that has Python 3.11 and nothing else; `make test` proves it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export UV_SYSTEM_CERTS := 1

PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
PY := $(VENV)/bin/python
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
# The tests' packages hold those of a plain run: once there, switching to `make run` takes nothing away.
INSTALLED := $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(RUN_STAMP))
# A Python that is gone (an upgrade, a copied folder) means a new environment.
ifeq ($(wildcard $(PY)),)
$(shell rm -f $(VENV)/bin/uv $(VENV)/.*-installed)
endif
# Checks that read the database get one of their own.
WITH_SERVERS := $(PY) -m marketplace.stack.testing
# By files: tests of one file may share what takes long to make.
TEST_PROCESSES ?= 2
IN_PROCESSES := -n $(TEST_PROCESSES) --dist loadfile
FAST_TESTS := not browser and not faults and not concurrency and not slow and not matrix and not face

.PHONY: help run stop test quick lint format bench test-real lock

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

run: $(INSTALLED)  ## start everything on PORT (8000); Ctrl-C ends it
	@exec $(PY) -m marketplace.stack

stop: $(INSTALLED)  ## end the stack of DATA_DIR from another terminal
	@exec $(PY) -m marketplace.stack stop

test: lint  ## all checks and all tests
	@.ci/chromium $(PY)
	@exec $(PY) -m pytest $(IN_PROCESSES)

quick: $(DEV_STAMP)  ## the inner loop: lint, types, tests of the rules
	@$(VENV)/bin/ruff check --quiet .
	@$(PY) -m mypy --no-error-summary & types=$$!; \
		$(PY) -m pytest -m "$(FAST_TESTS)"; wait $$types

lint: $(DEV_STAMP)  ## style, types, imports, migrations, translations
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --check --quiet .
	@$(PY) -m mypy --no-error-summary
	@$(VENV)/bin/lint-imports
	@$(WITH_SERVERS) .ci/check-project $(PY)

format: $(DEV_STAMP)  ## put the source in its format
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(VENV)/bin/ruff format .

bench: $(DEV_STAMP)  ## measure what has a promised speed
	@exec $(WITH_SERVERS) $(PY) -m bench

test-real: $(DEV_STAMP)  ## tests on real files: REAL_DATA=folder with *.ndjson of a marketplace's past, or mails (*.eml)
	@exec $(PY) -m pytest -m real

lock: $(DEV_STAMP)  ## pin the packages of pyproject.toml anew
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	@$(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml --group dev -o requirements-dev.lock

$(RUN_STAMP): requirements.lock | $(VENV)/bin/uv
	@$(VENV)/bin/uv pip sync -q --python $(PY) --require-hashes requirements.lock
	@touch $@

$(DEV_STAMP): requirements.lock requirements-dev.lock | $(VENV)/bin/uv
	@$(VENV)/bin/uv pip sync -q --python $(PY) --require-hashes requirements-dev.lock
	@touch $@

$(VENV)/bin/uv:
	@.ci/make-venv $(PYTHON) $(VENV) $(UV_VERSION)
