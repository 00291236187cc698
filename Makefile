# Everything starts here; `make help` says what there is. Needs only make and Python >= 3.11.

VENV := .venv
IN_VENV := $(VENV)/bin
# The Python that makes the environment: `make PYTHON=/some/python3`, else the first one recent enough.
PYTHON ?=
CANDIDATES := $(or $(PYTHON),python3 python3.13 python3.12 python3.11)

CREATED := $(VENV)/.created
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
PIP_INSTALL := $(IN_VENV)/python -m pip install --no-input --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: help
help: ## show this list
	@echo "make <target>:"
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
	    while IFS='|' read -r target text; do printf '  %-12s %s\n' "$$target" "$$text"; done
	@echo "Settings are environment variables, for instance: PORT=4000 make run (see README.md)."

.PHONY: run
run: $(INSTALLED) ## install, migrate, build what changed, and serve on http://localhost:3000
	@exec $(IN_VENV)/python -m ecoapp run

.PHONY: build
build: $(INSTALLED) ## build the front end if its sources changed
	@exec $(IN_VENV)/python -m ecoapp build

.PHONY: migrate
migrate: $(INSTALLED) ## bring the database to the schema of this version
	@exec $(IN_VENV)/python -m ecoapp migrate

.PHONY: test
test: $(INSTALLED_DEV) ## run every check and every test; ARGS="tests/core -k clock" for some tests
	@exec tests/run $(ARGS)

.PHONY: bench
bench: $(INSTALLED_DEV) ## measure speed and weight against a bare app; writes docs/performance.md
	@exec $(IN_VENV)/python -m bench $(ARGS)

.PHONY: format
format: $(INSTALLED_DEV) ## format the code and repair what lint can repair
	@$(IN_VENV)/ruff check --fix-only --quiet .
	@$(IN_VENV)/ruff format .

.PHONY: lint
lint: $(INSTALLED_DEV) ## check formatting, lint, types and import contracts, without the tests
	@exec tests/run --checks-only

.PHONY: install
install: $(INSTALLED) ## only install what the application needs
	@:

.PHONY: install-dev
install-dev: $(INSTALLED_DEV) ## only install what the tests and checks need
	@:

.PHONY: clean
clean: ## remove all that was made here, earlier builds too, except the data
	rm -rf $(VENV) .web .states .front .coverage htmlcov \
	    .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(CREATED):
	@for candidate in $(CANDIDATES); do \
	    if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        found=$$candidate; break; \
	    fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "Python 3.11 or later is needed; tried: $(CANDIDATES)." >&2; \
	    echo "Install it, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)" >&2; \
	    exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$found lacks its venv and ensurepip modules; install them first." >&2; \
	    echo "On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	    exit 1; \
	fi; \
	echo "Making $(VENV) with $$found…"; \
	"$$found" -m venv $(VENV)
	@touch $@

$(INSTALLED): requirements.txt $(CREATED)
	@echo "Installing what the application needs (a minute or two the first time)…"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt $(INSTALLED)
	@echo "Installing what the tests need…"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@
