# `make help` lists what there is. Everything runs from .venv, which `make setup` makes.
.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint run bench fix texts migrate FORCE
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
# For tests: make test ARGS='-k mandate -x'
ARGS ?=
export PYTHON

help:  ## this list
	@echo 'Stadtbote 城市信使: a Telegram bot for an alliance of cities'
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo 'Begin with `make demo`. No Telegram account is needed for it.'

setup: .venv/ok  ## make .venv with everything pinned (the other targets do it by themselves)
	@echo 'Ready. Next: `make demo` shows a city join; `make test` proves that it works; `make help` lists the rest.'

demo: .venv/ok  ## see the alliance at work in your browser, on an emulated Telegram
	@$(PY) -m bot demo $(ARGS)

test: .venv/ok  ## run the tests (ARGS='-k name -x' chooses)
	@$(PY) -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)
	@$(if $(CI),,echo 'The tests passed. Next: `make demo` shows it in your browser; before a commit: `make check`.')

check: lint test  ## the whole gate: format, lint, types, floors, tests

lint: .venv/ok  ## the gate without the tests
	@echo 'format …' && .venv/bin/ruff format --check --quiet . || { echo 'Not formatted: make fix does it.' >&2; exit 1; }
	@echo 'lint …' && .venv/bin/ruff check --quiet .
	@echo 'types …' && $(PY) -m mypy
	@echo 'floors …' && .venv/bin/lint-imports

fix: .venv/ok  ## format, and correct what ruff can correct
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format .

run: .venv/ok  ## run the bot against Telegram, with the token in .env
	@$(PY) -m bot run $(ARGS)

migrate: .venv/ok  ## bring the database to the newest schema
	@$(PY) -m bot migrate $(ARGS)

texts: .venv/ok  ## collect the texts into the German and Chinese catalogs
	@$(PY) -m locales.texts $(ARGS)

bench: .venv/ok .venv-bench/ok  ## measure speed, pacing and crashes beside python-telegram-bot and aiogram
	@$(PY) -m tests.bench $(ARGS)

# aiogram wants older packages than the program does, so it lives beside it.
.venv-bench/ok: requirements-bench.lock
	@echo 'stadtbote: making .venv-bench with aiogram, to be measured beside us' >&2
	@$(PY) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: -r requirements-bench.lock
	@touch .venv-bench/ok

.venv/ok: requirements.lock pyproject.toml tools/setup.sh
	@sh tools/setup.sh

# A folder that moved, or a Python that is gone, needs a new .venv.
ifneq ($(shell [ -x .venv/bin/python ] && cat .venv/ok 2>/dev/null),$(realpath $(CURDIR)))
.venv/ok: FORCE
endif
FORCE:
