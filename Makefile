# Everything a developer or CI runs. `make help` lists it.
# The interpreter to install for, as in PYTHON=python3.13; unset, that of the environment there is, or the best found.
PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
WEB := $(VENV)/.web
DATA_DIR ?= .contest
PORT ?= 8080
PYTEST_OPTIONS ?=
FUZZ_SECONDS ?= 600

.PHONY: help install up down test check fix faults cluster image fuzz bench pictures openapi lock web clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

install: $(INSTALLED) $(WEB) ## make .venv with everything pinned in requirements-dev.lock, and build the pages

$(INSTALLED): requirements-dev.lock pyproject.toml
	@if [ -n "$(PYTHON)" ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  python=$(or $(PYTHON),$$(python3 contest/embedded/interpreter.py)); \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed (set PYTHON=…).'; exit 1; }; \
	  echo "$$python -m venv --clear $(VENV)"; $$python -m venv --clear $(VENV); \
	fi
	@# uv installs in a fifth of pip's time; it is told of the index that pip is configured with. Plain pip is the fallback.
	@index=$$($(BIN)/python -m pip config get global.index-url 2>/dev/null || printf '%s' "$${PIP_INDEX_URL-}"); \
	if $(BIN)/python -m pip install --quiet uv \
	   && env $${index:+UV_DEFAULT_INDEX="$$index"} $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock; \
	then :; else $(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock; fi
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@# Installers leave no bytecode; without it the first start of ten processes compiles the same files ten times.
	@$(BIN)/python -m compileall -q -j0 $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') contest services quiz_service scoring_service reporting_service migrations >/dev/null 2>&1 || true
	@touch $@

# Without the registry of npm there are no pages and all the rest works, so a failure is told and never stops anything.
WEB_SOURCES := $(shell find services/web openapi/client/src \( -name node_modules -o -name dist -o -name '.dist-*' \) -prune -o -type f \( -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' -o -name 'deno.*' -o -name build.py \) -print)
$(WEB): $(INSTALLED) $(WEB_SOURCES)
	-@$(BIN)/python services/web/build.py
	@touch $@

web: $(INSTALLED) ## build the pages anew
	@$(BIN)/python services/web/build.py

up: install ## run the whole system on http://127.0.0.1:$(PORT) until Ctrl-C
	@exec $(BIN)/contest up --port $(PORT) --data-dir $(DATA_DIR)

down: ## stop the system that runs on $(DATA_DIR)
	@$(BIN)/contest down --data-dir $(DATA_DIR)

test: install ## run all tests on real PostgreSQL, Valkey and nginx, the files spread over the processors
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(PYTEST_OPTIONS)

check: install ## format, lint, types, import contracts, dependencies, API documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy openapi/client/python/contest_client
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/contest openapi --check
	$(BIN)/python openapi/client/generate.py --check
	$(BIN)/python -m services.web.check

fix: install ## format and repair what the linter can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m services.web.check --fix

faults: install ## kill, flush and crowd for as long as it takes
	$(BIN)/python -m pytest $(PYTEST_OPTIONS) -m '' tests/faults tests/scoring/test_live.py

fuzz: install ## generated requests of every role against the API document, for FUZZ_SECONDS (600)
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

cluster: install ## lose machines, ways and names under load, and the machine of PostgreSQL with both kinds of standby
	$(BIN)/python -m pytest $(PYTEST_OPTIONS) -m '' -s tests/cluster

image: install ## build the image and run the containers of docker/compose.yaml from it (root, buildah, podman, runc, debootstrap)
	$(BIN)/python -m pytest $(PYTEST_OPTIONS) -m '' -s tests/containers/engine

bench: install ## measure the hot path, with its floors in the same run, and the forms
	$(BIN)/python -m tests.benchmarks --with-tutorial
	$(BIN)/python -m tests.benchmarks.forms

pictures: install ## take every screen of the pages as a picture, with contact sheets, into build/pictures
	$(BIN)/python -m tests.web.pictures build/pictures

openapi: install ## write openapi/ anew from the code
	$(BIN)/contest openapi
	$(BIN)/python openapi/client/generate.py

lock: install ## resolve the dependencies anew; the locks name no index
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --upgrade pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## remove what was installed and every local run
	rm -rf $(VENV) build .contest .mypy_cache .pytest_cache .ruff_cache .hypothesis
