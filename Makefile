# `make run` and `make test` are all that a new machine needs: Python 3.11 to 3.13
# with venv, make and a package index.
PYTHON ?= python3
BIN := .venv/bin
# Never a script of $(BIN): its first line is its path, which may hold `"` or `$`.
SETUP := .venv/.setup
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder

.PHONY: run test robust tests coverage check lint ruff mypy sqlfluff parse audit dev \
	bench soak lock clean

run: $(SETUP) ## set up and run the main job on the bundled submissions
	$(BIN)/python -m dagster_project refresh

test: $(SETUP) ## set up and pass the tests
	$(PYTEST) -m "not soak and not slow" -rs

robust: $(SETUP) ## whole refreshes that are hurt on purpose: full disk, read-only, two at once
	$(PYTEST) -m "slow and not soak" -rs

tests: $(SETUP) ## both in one run, which refreshes the bundled years once less
	$(PYTEST) -m "not soak" -rs

coverage: $(SETUP) ## the tests with the coverage by lines, of the processes they start too
	$(PYTEST) -m "not soak and not slow" --cov --cov-report=term

check: lint audit ## all that looks at the files only

lint: $(SETUP) ## ruff, mypy, sqlfluff, dbt parse: two at a time
	@$(MAKE) --no-print-directory -j 2 ruff mypy sqlfluff parse

ruff: $(SETUP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

mypy: $(SETUP)
	$(BIN)/python -m mypy

sqlfluff: $(SETUP)
	$(BIN)/python -m sqlfluff lint dbt/models dbt/tests dbt/macros

parse: $(SETUP)
	$(BIN)/python -m tests.parse

audit: $(SETUP) ## known vulnerabilities of the locked packages, where the index knows them
	$(BIN)/python -m tests.audit

dev: $(SETUP) ## serve Dagster on loopback: webserver, daemon, sensor and nightly schedule
	$(BIN)/python -m dagster_project dev

bench: $(SETUP) ## measure; writes build/bench.json
	$(BIN)/python -m tests.bench

soak: $(SETUP) ## the long counts: many kills, many files
	$(BIN)/python -m pytest -m soak --timeout 7200 # one of them takes half an hour

lock: ## resolve requirements.txt anew
	$(PYTHON) -m venv .venv && $(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --generate-hashes --universal \
		--python-version 3.11 --no-emit-index-url --no-annotate --no-header --no-strip-extras -q -o requirements.txt

clean: ## remove everything that one run rebuilds
	rm -rf build

$(SETUP): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	@# The locked pip first: that of an old Python takes twice the time for the rest.
	sed -n '/^pip==/,/[^\\]$$/p' requirements.txt > .venv/pip.txt
	$(BIN)/python -m pip install -qq --no-deps --require-hashes -r .venv/pip.txt
	$(BIN)/python -m pip install -qq --no-deps --no-compile --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q -j 0 .venv/lib dagster_project expectations || true
	touch $(SETUP)
