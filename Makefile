# Every developer command. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
EXAMPLE ?= examples/huoyan-textiles

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-full coverage check lint types contract docs bench lock clean chromium

help:  ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Steersman needs (once) ..."
	@tools/install-requirements $(BIN)/python requirements/run.txt
	@touch $@

$(DEV_STAMP): requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing the development tools (once) ..."
	@tools/install-requirements $(BIN)/python requirements/dev.txt
	@touch $@ $(RUN_STAMP)

demo: $(RUN_STAMP)  ## set up, run all five stages on the bundled example, write its report
	@$(BIN)/steersman report $(EXAMPLE) --out out
	@echo "In a browser: make serve"

serve: $(RUN_STAMP)  ## the web app, for you alone
	@$(BIN)/steersman serve

test: $(DEV_STAMP) chromium  ## run all tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

test-full: $(DEV_STAMP) chromium  ## all tests, those of faults as often as the reference for reliability asks
	STEERSMAN_FULL_TESTS=1 $(BIN)/python -m pytest -n 2 --dist loadfile

coverage: $(DEV_STAMP) chromium  ## run all tests and tell which lines they reach
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report=term

chromium:  ## install Chromium for the browser tests where the system has none
	@tools/install-chromium

lint: $(DEV_STAMP)  ## formatting, lint, unused code and unused dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/vulture
	$(BIN)/deptry src

types: $(DEV_STAMP)  ## strict type checking
	$(BIN)/mypy

contract: $(DEV_STAMP)  ## who may import whom
	$(BIN)/lint-imports

docs: $(DEV_STAMP)  ## build the documentation site into docs/_build
	$(BIN)/sphinx-build -q -W -b html docs docs/_build/html

check: lint types contract docs test  ## everything a change must pass

bench: $(DEV_STAMP)  ## benchmarks, each against a named peer
	@for file in benchmarks/bench_*.py; do PYTHONPATH=. $(BIN)/python $$file || exit 1; echo; done

lock: $(DEV_STAMP)  ## refresh the pinned requirements (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -o requirements/run.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header -q -o requirements/dev.txt

clean:  ## remove what was built
	rm -rf $(VENV) build dist docs/_build out .mypy_cache .ruff_cache .pytest_cache
