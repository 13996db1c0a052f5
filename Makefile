# `make demo` and `make test` do everything from a fresh clone; `make help` lists the rest.
# Another Python: make test PYTHON=python3.13

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest --dist worksteal -n

# what is installed, each more than the one before: kg itself, what checks it, and what only `make long` needs
KG     := $(VENV)/installed
DEV    := $(VENV)/installed-dev
LONG   := $(VENV)/installed-long

# two more than there are cores: browsers, servers and processes are waited for
WORKERS = $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 2)')

# of all interpreters and systems; no index is named, so that anybody's will do
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
  --no-emit-index-url --no-header --constraint $(VENV)/tested.txt

# compiled modules are kept, or each worker and each command that tests start compiles them again
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo lint fast check test long build docs site routes bench quality faults lock sbom release clean

help: ## List these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

demo: $(KG) ## Print a route, write the graph as Turtle and as a picture
	$(BIN)/kg route statistician MLOps
	$(BIN)/kg export demo -f ttl
	$(BIN)/kg view -o demo/career.html
	@echo; echo Written:; ls demo/career.ttl demo/career.html

lint: $(DEV) ## Check format, lint and types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

fast: $(DEV) ## Run the fast tests, on any interpreter that is supported
	$(PYTEST) $(WORKERS) -m "not slow and not long"

check: lint fast ## Check format, lint and types, and run the fast tests: a minute and a half

test: lint ## Run every check, and all tests but the long ones: five minutes
	$(BIN)/kg build --check
	$(BIN)/python docs/generate.py --check
	$(PYTEST) $(WORKERS) -m "not long"

long: $(LONG) ## Run the rest: Spark, the wheel, the site, official releases, every hash seed, all drawn examples
	$(PYTEST) $(WORKERS) -m "long or drawn" --hypothesis-profile long

build: $(KG) ## Turn data/ and ontology/ into exports/
	$(BIN)/kg build

docs: $(DEV) ## Write the reference pages, and the notebook, that are made from the program
	$(BIN)/python docs/generate.py

site: $(LONG) ## Write the documentation as a site into build/docs/site; a broken link ends it
	$(BIN)/python docs/documentation_site.py

routes: $(KG) ## Write docs/judged-routes.md from STORE, a store with ESCO, O*NET and employment
	$(BIN)/python docs/judged_routes.py $(STORE)

bench: $(DEV) ## Measure speed as ratios, printed as a table
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/routes.py
	$(BIN)/python benchmarks/view.py
	$(BIN)/python benchmarks/all_pairs.py
	$(BIN)/python benchmarks/stores.py
	$(BIN)/python benchmarks/changes.py

faults: $(KG) ## Try kills, flipped bytes, full disks, damaged input; write the table into docs/reliability.md
	$(BIN)/python benchmarks/faults.py --write

quality: $(KG) ## Measure rankings and routes against reviewed lists, where ../shared has them
	$(BIN)/python benchmarks/quality.py

lock: $(DEV) ## Write the versions and hashes of what was tested into requirements*.lock
	@$(PIP) uv
	$(BIN)/python -m pip freeze --exclude-editable >$(VENV)/tested.txt
	$(LOCK) -o requirements.lock pyproject.toml
	$(LOCK) -o requirements-dev.lock --extra dev pyproject.toml

sbom: $(DEV) ## Write the parts of a release as CycloneDX into dist/
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-reproducible \
	  -o dist/career-kg.cdx.json requirements.lock

release: sbom ## Build wheel and source archive into dist/ and check them; signs and uploads nothing
	@$(PIP) build twine
	rm -f dist/*.whl dist/*.tar.gz
	$(BIN)/kg build --check
	$(BIN)/python -m build --outdir dist .
	$(BIN)/twine check --strict dist/*.whl dist/*.tar.gz
	$(PYTEST) 0 -m long tests/test_packaging.py
	cd dist && sha256sum *.whl *.tar.gz *.cdx.json >SHA256SUMS

clean: ## Remove what these commands made, except exports/
	rm -rf .venv* build demo dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find kg tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(KG): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "career-kg needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "this Python has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV), with the Python of $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@echo "Installing kg and the libraries that it needs"
	@$(PIP) --editable .
	@$(BIN)/python -m compileall -q kg
	@touch $@

$(DEV): $(KG)
	@echo "Installing what checks and tests need: ruff, mypy, pytest, DuckDB, Playwright and others"
	@$(PIP) --editable '.[dev]'
	@touch $@

$(LONG): $(DEV)
	@echo "Installing Spark and Zensical"
	@$(PIP) --editable '.[dev,site,spark]'
	@touch $@
