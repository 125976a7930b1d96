# `make` alone lists the targets.
#
# Everything is installed into .venv from the locks, with hashes:
#   requirements.lock      what the model needs to run
#   requirements-page.lock the same versions, and what the page is built with
#   requirements-dev.lock  the same versions, all extras and the tools of development
# An installation is repeated only when a lock or pyproject.toml is newer than the last one.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python of at least 3.11 that runs; choose another with: make PYTHON=python3.12 …
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; exit; }; done; echo python3)
POINTS ?= 100000
RUNS ?= 1000000
# Tests run side by side: one process more than there are cores, as those of the page and of commands wait, and no
# more than four: each takes a gigabyte.
SIDE_BY_SIDE := -n $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2) + 1 ))) --maxprocesses 4 \
  --dist worksteal

# make case LANG=zh: the language where it is given on the line; otherwise the command takes the system's own.
CASE_LANG := $(if $(filter command,$(firstword $(origin LANG))),--lang $(or $(patsubst zh%,zh,$(filter zh%,$(LANG))),\
  $(patsubst en%,en,$(filter en%,$(LANG))),$(LANG)))
# A folder of packages to install from without a network; how it is filled is said where a network is missing.
WHEELS ?=

VENV := .venv
BIN := $(VENV)/bin
# Python compiles a file when it is first imported: most of what is installed never is. It keeps what it compiled,
# whatever the surroundings say: without that every command, and every process of a test, takes 5 s longer to begin.
unexport PYTHONDONTWRITEBYTECODE
PIP_INSTALL := $(BIN)/python -m pip install --no-compile --disable-pip-version-check --no-input $(if $(WHEELS),--no-index \
  --find-links "$(WHEELS)")
export PYTHONUNBUFFERED := 1

.PHONY: help case page docs browser test pagetests lint format bench scale conformance chance faults patterns coverage bounds lock install clean

help: ## this list
	@echo "Usage: make TARGET [PYTHON=python3.12] [LANG=zh] [WHEELS=folder]     (Python 3.11 or newer)"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "First time? 'make case' installs what the model needs into $(VENV) and shows the case of the paper."
	@echo "The long suites are markers of pytest, left out of 'make test': chance_full, faults_full, page_full, patterns_full, full."

case: $(BIN)/.installed-run ## the case: eight months, 25 studios, is 1+1 > 2?
	@$(BIN)/oneplusone case $(CASE_LANG)

page: $(BIN)/.installed-page ## the model in one file of HTML, opened in the browser
	@$(BIN)/oneplusone page --open $(CASE_LANG)

browser: ## Chromium, in which the page is tested: where it is missing, by apt as root
	@test -n "$$CHROMIUM" || command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get >/dev/null || { \
	    echo "The page is tested in Chromium. Install it, or set CHROMIUM to its program: sudo apt-get install chromium" >&2; \
	    exit 2; }; \
	  apt-get update -qq && for package in chromium-headless-shell chromium; do \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$package fonts-dejavu-core \
	      >/dev/null && break; done; command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; }

install: $(BIN)/.installed-dev ## everything for development: all extras and tools

test: $(BIN)/.installed-dev ## the tests, without the long suites
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

docs: $(BIN)/.installed-dev ## the documentation as a site, in both languages: build/site/index.html
	@$(BIN)/python -m docs.site.build

lint: $(BIN)/.installed-dev ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(BIN)/.installed-dev ## format and auto-fix with ruff
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BIN)/.installed-dev browser ## how fast both engines and the page are on this machine, and the seed as a factor against replications
	$(BIN)/python -m experiments.benchmarks.speed
	$(BIN)/python -m experiments.benchmarks.seed_factor --analyses 100
	$(BIN)/python -m tests.page.measure

scale: $(BIN)/.installed-dev ## what a study of RUNS=1000000 runs costs; writes docs/scale.md
	rm -rf results/scale
	$(BIN)/python -m experiments.benchmarks.study_scale --runs $(RUNS) --folder results/scale --out docs/scale.md

conformance: $(BIN)/.installed-dev ## both engines, field by field, in POINTS=100000 random worlds; the module in 1000
	$(BIN)/python -m pytest tests/model/conformance tests/sim/engine/test_module.py --points $(POINTS) -m "" $(SIDE_BY_SIDE)

chance: $(BIN)/.installed-dev ## the long statistical tests of keyed chance
	$(BIN)/python -m pytest -m chance_full

faults: $(BIN)/.installed-dev ## killed workers, full disks, torn files: what the user must see
	$(BIN)/python -m pytest -m faults_full

patterns: $(BIN)/.installed-dev ## the patterns of the model with all replications
	$(BIN)/python -m pytest -m patterns_full

pagetests: $(BIN)/.installed-dev browser ## the page in every size and browser that is here, and the wheel that makes it without Node
	$(BIN)/python -m pytest -m page_full tests/page tests/docs tests/experiments/page

coverage: $(BIN)/.installed-dev ## which lines the tests reach
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report

bounds: $(BIN)/.installed-dev ## the tests with compiled code checking every index (slow)
	NUMBA_BOUNDSCHECK=1 $(BIN)/python -m pytest $(SIDE_BY_SIDE)

# The locks hold for Linux, macOS and Windows and every Python from 3.11 on. uv is run without the settings of
# this machine, and names no index, so that the locks are the same wherever they are made.
UV_COMPILE = env -u PIP_FIND_LINKS -u UV_FIND_LINKS $(BIN)/uv --no-config pip compile pyproject.toml --universal \
  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
lock: $(BIN)/.installed-dev ## make all locks anew from pyproject.toml (newest versions: make lock UPGRADE=--upgrade)
	$(UV_COMPILE) $(UPGRADE) --extra dev --extra build --output-file requirements-dev.lock
	$(UV_COMPILE) --constraint requirements-dev.lock --extra page --extra build --output-file requirements-page.lock
	$(UV_COMPILE) --constraint requirements-dev.lock --extra build --output-file requirements.lock

clean: ## remove what was made here, the environment too; results and studies stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This project needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>/dev/null || echo 'not there')." >&2; \
	  echo "Install one, or name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# First pip itself, from the same lock: the one that came with an old Python takes twice as long over the rest.
# pip's own lines are kept in a file and counted, so that one line shows how far it is. What pip says of a failure
# is shown whole, with the way to install without a network below it.
define install
{ sed -n '/^pip==/,/[^\\]$$/p' $(1) >$(VENV)/pip.lock && \
  $(PIP_INSTALL) --require-hashes -r $(VENV)/pip.lock && \
  $(PIP_INSTALL) --progress-bar off --require-hashes -r $(1) && \
  $(PIP_INSTALL) --no-deps --no-build-isolation --editable . ; } >$(VENV)/pip.log 2>&1 & pip=$$!; \
trap 'kill $$pip 2>/dev/null; exit 130' INT TERM; \
total=$$(grep -c '==' $(1)); shown=; started=$$SECONDS; \
while kill -0 $$pip 2>/dev/null; do \
  sleep 1; ready=$$(grep -cE '^(Collecting|Requirement already)' $(VENV)/pip.log); \
  at="$$ready of at most $$total packages fetched / 已获取 $$ready 个软件包，至多 $$total 个"; \
  grep -q '^Installing collected' $(VENV)/pip.log && at="fetched, now installing / 已获取，正在安装"; \
  if [ -t 1 ]; then printf '\r  %s, %d s \033[K' "$$at" $$((SECONDS - started)); \
  elif [ -z "$$shown" ] || { [ "$$at" != "$$shown" ] && [ $$((SECONDS % 10)) = 0 ]; }; then echo "  $$at"; shown=$$at; fi; \
done; \
if [ -t 1 ]; then printf '\r\033[K'; fi; \
wait $$pip || { grep -vE '^(Collecting|  |Requirement already|Looking in|Ignoring|WARNING: Retrying)' $(VENV)/pip.log >&2; \
  printf '%s\n' "" \
  "Nothing was installed. Without a network, install from a folder of packages:" \
  "  on a machine with a network, the same system and the same Python:  python -m pip download --require-hashes -r $(1) -d wheels" \
  "  here, with that folder:                                            make $(MAKECMDGOALS) WHEELS=wheels" \
  "安装未完成。没有网络时，可从软件包文件夹安装：" \
  "  在有网络、系统与 Python 版本相同的机器上：python -m pip download --require-hashes -r $(1) -d wheels" \
  "  然后在本机：make $(MAKECMDGOALS) WHEELS=wheels" >&2; exit 2; }
endef

$(BIN)/.installed-run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the model needs into $(VENV) (once; a few minutes, about 200 MB to fetch) ..."
	@echo "正在把模型所需的软件包安装到 $(VENV)（仅需一次，约需几分钟，下载约 200 MB）……"
	@$(call install,requirements.lock)
	@touch $@

$(BIN)/.installed-page: requirements-page.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the page is built with into $(VENV) (once; a few minutes, about 270 MB to fetch) ..."
	@echo "正在把生成网页所需的软件包安装到 $(VENV)（仅需一次，约需几分钟，下载约 270 MB）……"
	@$(call install,requirements-page.lock)
	@touch $@ $(BIN)/.installed-run

$(BIN)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing everything for development into $(VENV) (once; some minutes, about 400 MB to fetch) ..."
	@echo "正在把开发所需的全部软件包安装到 $(VENV)（仅需一次，约需几分钟，下载约 400 MB）……"
	@$(call install,requirements-dev.lock)
	@touch $@ $(BIN)/.installed-run $(BIN)/.installed-page
