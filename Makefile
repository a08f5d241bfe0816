# Ortaq. `make run` starts everything, `make test` tests everything. Only Python 3.11 and make must be there.

PYTHON ?= python3.11
PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run test setup setup-dev check messages docs lock assets benchmarks clean

help: ## what can be done
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: setup ## start Ortaq with demonstration data: make run PORT=8000
	@exec $(BIN)/ortaq up --host $(HOST) --port $(PORT)

test: setup-dev ## every check and every test
	@$(BIN)/python tools/check.py --tests

check: setup-dev ## the checks without the tests: style, types, imports, translations
	@$(BIN)/python tools/check.py

setup: .venv/installed-runtime ## the virtual environment with what the program needs

setup-dev: .venv/installed-dev ## the same, with what the tests need

.venv/installed-runtime: requirements/runtime.txt tools/install.py
	@$(PYTHON) tools/install.py runtime

.venv/installed-dev: requirements/dev.txt tools/install.py
	@$(PYTHON) tools/install.py dev

messages: setup-dev ## gather texts into the rooms' .po files
	@$(BIN)/python tools/messages.py --update

docs: setup-dev ## write the pages of docs/ that are made from the code anew
	@$(BIN)/python tools/docs.py

lock: setup-dev ## write requirements/*.txt anew from pyproject.toml
	@$(BIN)/python tools/lock.py

assets: ## build styles and scripts anew (needs node)
	cd assets && npm ci && npm run build

benchmarks: setup-dev ## measure; takes a while
	@$(BIN)/python -m benchmarks

clean: ## remove what was built; data under var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
