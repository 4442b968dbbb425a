# Everything a developer or a town hall needs, in two commands: `make run` and `make test`.
# Only Python >= 3.11, make and the package registries are needed; everything else is made here, inside this folder.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8050
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
COMPRESSED := .cache/.compressed
STATIC := $(shell find dashboard/assets -type f 2>/dev/null)

# Four threads of a worker share two arenas instead of keeping one each: some 12 MB less (glibc).
export MALLOC_ARENA_MAX ?= 2
# What a request needed for a moment (1.5 MB of a script) goes back to the system instead of staying with the worker.
export MALLOC_MMAP_THRESHOLD_ ?= 131072
export MALLOC_TRIM_THRESHOLD_ ?= 131072
export HOST PORT WORKERS
# Where somebody has forbidden it, every start would compile all libraries anew: ten seconds instead of two.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check unit browser bench bench-peers clean
.DEFAULT_GOAL := help

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'
	@echo
	@echo "  make run PORT=9000 HOST=0.0.0.0 WORKERS=4     other address, more workers"
	@echo "  CHROME=/pfad/zum/browser make test            another browser for the browser tests"

# -OO: a worker without the docstrings of its libraries is 15 MB smaller; nothing here checks anything by `assert`.
run: $(INSTALLED) $(COMPRESSED) ## start the dashboard on http://127.0.0.1:8050
	@$(BIN)/python -m indicators build
	@exec $(BIN)/python -OO -m gunicorn --config python:dashboard.gunicorn_settings app:server

test: check unit browser ## everything: style, types, floors, unit tests, notebooks, browser tests

check: $(INSTALLED) ## style, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(INSTALLED) ## unit tests and notebooks
	@$(BIN)/python -m indicators build
	$(BIN)/python -m pytest tests --ignore=tests/browser --numprocesses=2 --dist=loadfile

browser: $(INSTALLED) ## browser tests; installs Debian's chromium where it may
	@$(BIN)/python -m indicators build
	@chrome=$$($(BIN)/python -m tests.browser.finding) && \
	echo "CHROME=$$chrome $(BIN)/python -m pytest tests/browser" && \
	CHROME="$$chrome" $(BIN)/python -m pytest tests/browser

bench: $(INSTALLED) $(COMPRESSED) ## speed and size, as a table; with the peers, when they are installed
	@$(BIN)/python -m indicators build
	@chrome=$$($(BIN)/python -m tests.browser.finding) && CHROME="$$chrome" $(BIN)/python -m tests.bench

bench-peers: $(INSTALLED) ## install Streamlit and Vizro for the bench, each in an environment of its own
	@for peer in streamlit vizro; do \
		test -x .peers/$$peer/bin/python || $(BIN)/python -m venv .peers/$$peer || exit 1; \
		.peers/$$peer/bin/python -m pip install --quiet --disable-pip-version-check \
			-r tests/bench/peers/$$peer.txt || exit 1; \
	done

clean: ## remove everything that was made here
	rm -rf $(VENV) .peers .cache data/store .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made once and filled again only when the lock has changed.
$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 oder neuer wird gebraucht, zum Beispiel: make run PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); \
		  echo "Die Python-Umgebung ließ sich nicht anlegen. Unter Debian hilft: apt-get install python3-venv" >&2; exit 1; }
	@echo "Abhängigkeiten werden geladen und geprüft …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# Scripts and styles are compressed ahead in the best quality, so that no visitor waits for it.
$(COMPRESSED): $(INSTALLED) $(STATIC)
	@$(BIN)/python -m dashboard.compression
	@touch $@
