# Two commands for a fresh machine: `make demo` and `make test`. Both need only Python 3.10+, git and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test format lint types unit long clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: $(VENV)/.installed  ## Scan the samples and show what comes out.
	@$(BIN)/soc2scan scan testdata/demo || test $$? -eq 1

test: lint types unit  ## Everything that must hold before a change lands.

lint: $(VENV)/.installed
	$(BIN)/ruff format --check scanner tests benchmarks
	$(BIN)/ruff check scanner tests benchmarks
	$(BIN)/lint-imports --no-cache --no-logo

format: $(VENV)/.installed  ## Bring the code into the one format.
	$(BIN)/ruff format scanner tests benchmarks
	$(BIN)/ruff check --fix scanner tests benchmarks

types: $(VENV)/.installed
	$(BIN)/mypy

unit: $(VENV)/.installed
	$(BIN)/pytest -n auto

long: $(VENV)/.installed  ## What takes minutes: allow lists and network security groups against brute force, ten thousand of each kind.
	SOC2SCAN_ALLOW_LISTS=10000 SOC2SCAN_NSG_GROUPS=10000 $(BIN)/pytest -n 0 -s tests/rules -k brute

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
