# `make demo` and `make test` do everything from a fresh clone; `make help` lists the rest.
# Another Python: make test PYTHON=python3.13

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/installed
# one more than there are cores: browsers and clusters are waited for
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.DEFAULT_GOAL := help
.PHONY: help demo test build docs routes bench quality clean

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

demo: $(STAMP) ## Print a route, write the graph as Turtle and as a picture
	$(BIN)/kg route statistician MLOps
	$(BIN)/kg export demo -f ttl
	$(BIN)/kg view -o demo/career.html
	@echo; echo Written:; ls demo/career.ttl demo/career.html

test: $(STAMP) ## Run every check: format, lint, types, generated files, tests and doctests
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/kg build --check
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

build: $(STAMP) ## Turn data/ and ontology/ into exports/
	$(BIN)/kg build

docs: $(STAMP) ## Write the reference pages that are made from the program
	$(BIN)/python docs/generate.py

routes: $(STAMP) ## Write docs/esco-routes.md from STORE, a store with the bundled graph and ESCO
	$(BIN)/python docs/esco_routes.py $(STORE)

bench: $(STAMP) ## Measure speed as ratios, printed as a table
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/routes.py
	$(BIN)/python benchmarks/view.py
	$(BIN)/python benchmarks/all_pairs.py
	$(BIN)/python benchmarks/stores.py

quality: $(STAMP) ## Measure rankings and routes against reviewed lists, where ../shared has them
	$(BIN)/python benchmarks/quality.py

clean: ## Remove what these commands made, except exports/
	rm -rf $(VENV) build demo dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find kg tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "career-kg needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "this Python has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q kg
	@touch $@
