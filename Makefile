# Mingpai 铭牌: `make help` lists what can be done here.
# Every step leaves a file that says it was done, so a second run only looks at dates.
# Those files are touched last: after Ctrl-C the same command goes on where it stopped.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv pip --quiet
NODE_MODULES := node_modules/.package-lock.json
BUNDLES := service/static/dist/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard service/translations/*/LC_MESSAGES/messages.po))
DEVELOPMENT := $(VENV)/.requirements-dev
PYTEST_JOBS ?= auto
PYTEST_ARGS ?=

.PHONY: help setup setup-dev run test test-long lint format bench messages clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.requirements $(BUNDLES) $(CATALOGUES) ## everything that running needs

setup-dev: setup $(DEVELOPMENT) ## everything that tests and linters need

run: export MINGPAI_ENV ?= demo
run: setup ## set up, then serve http://127.0.0.1:8000 with demo accounts
	@exec $(BIN)/mingpai run

test: setup-dev ## every test: unit, service, journeys in a browser
	@scripts/test-tools
	$(BIN)/python -m pytest -n $(PYTEST_JOBS) --dist loadgroup $(PYTEST_ARGS)

test-long: export MINGPAI_TEST_LONG = 1
test-long: test ## the same, with five times the random walks

lint: setup-dev ## style, types, layers, container files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint --config .hadolint.yaml service/Dockerfile
	node_modules/.bin/dclint --config .dclintrc --max-warnings 0 docker-compose.yml
	@for file in build.mjs $$(find service/assets/js -name '*.js'); do node --check $$file || exit 1; done

format: $(DEVELOPMENT) ## let ruff put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## measure the claims into benchmarks/latest.json
	$(BIN)/python -m benchmarks

messages: $(DEVELOPMENT) ## collect the texts for translators into service/translations
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ --no-location --omit-header --sort-output -o $(VENV)/messages.pot .
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -d service/translations --no-fuzzy-matching --ignore-obsolete --omit-header

clean: ## remove everything that set-up made; data stay
	rm -rf $(VENV) node_modules service/static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
	find service/translations -name '*.mo' -delete

$(VENV)/uv/.made: requirements-uv.txt scripts/make-venv
	scripts/make-venv $(VENV)
	@touch $@

# uv removes what the list does not name, so an environment for development stays one.
$(VENV)/.requirements: requirements.txt pyproject.toml $(VENV)/uv/.made
	$(UV) sync --python $(BIN)/python --require-hashes $(if $(wildcard $(DEVELOPMENT)),requirements-dev.txt,$<)
	$(UV) install --python $(BIN)/python --offline --no-deps --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(VENV)/.requirements
	$(UV) sync --python $(BIN)/python --require-hashes $<
	$(UV) install --python $(BIN)/python --offline --no-deps --editable .
	@touch $@

$(NODE_MODULES): package.json package-lock.json .npmrc scripts/npm-ci
	scripts/npm-ci
	@touch $@

$(BUNDLES): build.mjs $(NODE_MODULES) $(shell find service/assets -type f 2>/dev/null)
	node build.mjs

# The catalogue has no header (its dates would change with every run), which Babel takes for fuzzy.
%.mo: %.po $(VENV)/.requirements
	$(BIN)/pybabel -q compile -f -l $(word 3,$(subst /, ,$@)) -i $< -o $@
