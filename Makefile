# Everything one does with the project, as one command each; `make` alone lists them.
# Needs Python 3.11 or later, GNU make 3.81 or later, and a network for the first `make setup`.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DBT_READY := .venv-dbt/.ready
DBT_REQUIREMENTS := 'dbt-core>=1.11,<1.12' 'dbt-duckdb>=1.11,<1.12' 'duckdb>=2.0,<3'

# Ends with a message where no Python is new enough; PYTHON=… names one.
FIND_PYTHON = for python in $${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do \
	if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then break; fi; python=; \
	done; \
	if [ -z "$$python" ]; then \
	echo "newsledger needs Python 3.11 or later; $${PYTHON:-python3} is $$("$${PYTHON:-python3}" --version 2>&1 || true). Install one, or name it: make setup PYTHON=/path/to/python3" >&2; \
	exit 1; fi

.DEFAULT_GOAL := help
.PHONY: help setup setup-dbt run test test-slow lint format ui bench docs lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## Prepare .venv with the newsledger command; nothing to do the second time
	@echo "Ready: $(BIN)/newsledger --help"

# uv installs in a fifth of pip's time; where it cannot be had, pip does the same. Without compiled modules the first
# run would take twice as long to import.
$(READY): pyproject.toml requirements.lock
	@$(FIND_PYTHON); \
	"$(BIN)/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || \
	{ echo "Making $(VENV) with $$("$$python" --version)"; rm -rf "$(VENV)"; "$$python" -m venv "$(VENV)"; }
	@echo "Installing the packages of requirements.lock"
	@if "$(BIN)/python" -m pip install --quiet --disable-pip-version-check uv; then \
	"$(BIN)/python" -m uv pip install --quiet --python "$(BIN)/python" --compile-bytecode --no-deps -r requirements.lock -e .; else \
	echo "uv cannot be had; pip installs instead, which takes longer"; \
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock -e .; fi
	@touch "$(READY)"

setup-dbt: $(DBT_READY) ## Prepare .venv-dbt with the real dbt, for one of the slow tests

# An environment of its own: dbt asks for older versions of packages that the tools here need.
$(DBT_READY): requirements-dbt.lock $(READY)
	@"$(BIN)/python" -m venv .venv-dbt
	@if "$(BIN)/python" -m uv --version >/dev/null 2>&1; then \
	"$(BIN)/python" -m uv pip install --quiet --python .venv-dbt/bin/python --compile-bytecode --no-deps -r requirements-dbt.lock; else \
	.venv-dbt/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-dbt.lock; fi
	@touch "$(DBT_READY)"

# INPUT goes through the environment, so that no shell reads it.
run: $(READY) ## Run the pipeline and print the report; INPUT=path reads other pages than the sample
	@if [ -n "$$INPUT" ]; then "$(BIN)/newsledger" run -- "$$INPUT"; else "$(BIN)/newsledger" run; fi

# Two processes; what a file's tests share is made once. ARGS goes to pytest.
test: $(READY) ## Run the tests, but for the slow ones
	@"$(BIN)/python" -m pytest -n 2 --dist loadfile $(ARGS)

test-slow: $(READY) $(DBT_READY) ## Run the slow tests: killed runs, big inputs, the UI, dbt
	@PATH="$$PATH:$$PWD/.venv-dbt/bin" "$(BIN)/python" -m pytest -m slow

lint: $(READY) ## Check style and types
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/mypy"

format: $(READY) ## Format the code and mend what can be mended
	@"$(BIN)/ruff" check --fix .
	@"$(BIN)/ruff" format .

ui: $(READY) ## Start the Dagster UI and its daemon on http://127.0.0.1:3000
	@"$(BIN)/newsledger" ui

# Some ten minutes; ARGS=--full takes the huge sizes too, ARGS=growth one part alone.
bench: $(READY) ## Measure speed on generated headlines; writes bench/results.json
	@"$(BIN)/python" -m bench.run $(ARGS)

docs: $(READY) ## Make the generated pages anew from the catalogue
	@"$(BIN)/python" -m warehouse.docs

# Without hashes and addresses: the same file serves everybody, wherever packages come from.
lock: $(READY) ## Choose the newest versions that pyproject.toml allows, for requirements.lock
	@"$(BIN)/python" -m uv pip compile --quiet --universal --upgrade --no-header --no-annotate --no-emit-index-url \
	--extra dev --output-file requirements.lock pyproject.toml
	@printf '%s\n' $(DBT_REQUIREMENTS) | "$(BIN)/python" -m uv pip compile --quiet --universal --upgrade --no-header \
	--no-annotate --no-emit-index-url --python-version 3.11 --output-file requirements-dbt.lock -

clean: ## Remove the environments and caches; data/ stays
	@rm -rf "$(VENV)" .venv-dbt build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
