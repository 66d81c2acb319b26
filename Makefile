# The author's tasks; `make` lists them. Most of them run a command of `blink`, see blink/cli.py.

PYTHON ?= python3
PORT ?= 8000
POSTS ?= 100 1000 5000
SPHINXOPTS ?= --fail-on-warning --keep-going --jobs auto

run := .venv/bin/python -m
blink := $(run) blink
# $(call flag,NAME,--option): the option, if the variable NAME is set and is not 0.
flag = $(if $(filter-out 0,$($1)),$2)
pytest := $(run) pytest -rfEs --numprocesses auto --dist worksteal
# Tests of a program that is not installed are skipped with a message; in CI that is an error.
define test_tools
for tool in chromium newsboat java; do command -v $$tool >/dev/null || { \
  echo "$$tool is not on PATH: the tests that use it are SKIPPED (an error with CI=true)" >&2; \
  test "$$CI" != true || exit 1; }; done
endef
# Folders with a requirements.txt, which pins packages with hashes.
pinned := . tests blink/notebooks blink/material audit
# `make clean html` cleans first, with -j too.
first := $(filter clean,$(MAKECMDGOALS))
export PYTHONUTF8 = 1

# What a build needs: notebooks need more packages.
notebooks := $(firstword $(shell find posts -type f \( -name '*.ipynb' -o -name '*.md' \) -exec grep -lsE '"nbformat"|^file_format: *mystnb|^jupytext:' {} + 2>/dev/null))
ready := .venv/.ready $(if $(notebooks),.venv/.ready-notebooks)

# A title reaches the command as it was typed, through the environment: neither make nor a shell
# expands it.
export BLINK_TITLE = $(value TITLE)
export BLINK_LOGBOOK = $(value LOGBOOK)
export BLINK_SRC = $(value SRC)
export BLINK_POST = $(value POST)
unexport TITLE LOGBOOK SRC POST

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

html:         ## build the site into _build/html; warnings are errors (DRAFTS=1 includes drafts)
html: .venv/.fresh-html
	@$(blink) build $(call flag,DRAFTS,--drafts) -- $(SPHINXOPTS)

preview:      ## serve the site with its drafts on port 8000 and update it at every save (PORT=9000)
preview: $(ready)
	@exec $(blink) preview --port $(PORT)

new:          ## start a post: make new TITLE="What pruning costs"
new: $(if $(value TITLE),.venv/.ready)
	@test -n "$$BLINK_TITLE" || { echo 'usage: make new TITLE="What pruning costs"' >&2; exit 2; }
	@$(blink) new

entry:        ## start an entry of a logbook: make entry LOGBOOK=pruning TITLE="Half the weights"
entry: $(if $(value LOGBOOK),$(if $(value TITLE),.venv/.ready))
	@test -n "$$BLINK_LOGBOOK" -a -n "$$BLINK_TITLE" || { \
	  echo 'usage: make entry LOGBOOK=pruning TITLE="Half the weights"' >&2; exit 2; }
	@$(blink) entry

report:       ## start a report of a logbook: make report LOGBOOK=pruning (TITLE="…" is optional)
report: $(if $(value LOGBOOK),.venv/.ready)
	@test -n "$$BLINK_LOGBOOK" || { echo 'usage: make report LOGBOOK=pruning' >&2; exit 2; }
	@$(blink) report

record:       ## build, then record the published entries and reports of logbooks
record: html
	@$(blink) record

import:       ## import a blog from Material for MkDocs: make import SRC=folder (DRY_RUN=1 only reports)
import: $(if $(value SRC),.venv/.ready-import)
	@test -n "$$BLINK_SRC" || { \
	  echo 'usage: make import SRC=path/to/mkdocs-project (or the path of a single post)' >&2; exit 2; }
	@$(blink) import $(call flag,DRY_RUN,--dry-run) $(if $(filter bring,$(PAGES)),--pages bring)

check:        ## build, then check everything that needs no network: links, drafts, feeds, HTML …
check: .venv/.fresh-html
	@$(blink) check

publish:      ## check, then record what is published and list what changes for readers (POST=posts/….md)
publish: .venv/.fresh-html
	@$(blink) publish

linkcheck:    ## check links to other sites: those not checked lately (ALL=1: all; FIX=1: correct moved ones)
linkcheck: .venv/.fresh-linkcheck
	@$(blink) linkcheck $(call flag,FIX,--fix) $(call flag,ALL,--all)

audit:        ## check the pinned packages for known vulnerabilities; fails without a network
audit: _build/audit/.ready
	@_build/audit/bin/python audit/audit.py $(addsuffix /requirements.txt,$(pinned))

test:         ## run lint, then the tests on all cores (T="tests/feeds/test_atom.py -k ids": only these)
test: $(if $(T),.venv/.ready-tests,lint) | $(first)
	@$(test_tools)
	@$(pytest) $(T)

test-matrix:  ## run the slow tests, such as the first build in a fresh clone
test-matrix: .venv/.ready-tests | $(first)
	@$(test_tools)
	@$(pytest) -m matrix

coverage:     ## run the tests and list the lines of blink/ that no test executes; takes twice as long
coverage: .venv/.ready-tests | $(first)
	@$(test_tools)
	@$(pytest) --cov=blink --cov-report=term-missing:skip-covered

lint:         ## check style and types
lint: .venv/.ready-tests | $(first)
	@$(run) ruff check --quiet .
	@$(run) ruff format --quiet --check .
	@$(run) mypy --no-error-summary

bench:        ## measure builds and saves against plain ABlog (takes hours; POSTS=100 is quicker)
bench: .venv/.ready | $(first)
	@$(run) benchmarks.bench $(BENCHOPTS) $(POSTS)

lighthouse:   ## print the Lighthouse scores of the site; needs npx and chromium
lighthouse: html
	@$(run) benchmarks.lighthouse

clean:        ## remove _build and nothing else
	@rm -rf _build

requirements: ## pin the newest versions of all packages, with hashes, and write LICENCES.md
	@if command -v uv >/dev/null; then uv=uv; else \
	  uv='_build/uv/bin/python -m uv'; \
	  "$(PYTHON)" -m venv _build/uv && _build/uv/bin/python -m pip install --quiet uv || exit 1; fi; \
	for dir in $(pinned); do \
	  test $$dir = blink/material && only=--no-deps || only=; \
	  $$uv pip compile $$only --quiet --upgrade --universal --python-version 3.11 \
	    --fork-strategy fewest --no-strip-extras --generate-hashes --custom-compile-command 'make requirements' \
	    --output-file $$dir/requirements.txt $$dir/requirements.in || exit 1; done
	@$(MAKE) .venv/.ready .venv/.ready-notebooks .venv/.ready-import && $(blink) licences

help:         ## list these tasks
	@awk -F ' *## ' '/^[a-z-]+: *## / {sub(":", "", $$1); printf "%-12s  %s\n", $$1, $$2}' Makefile

# -- Environments --------------------------------------------------------------

# $(call new_environment,FOLDER): create an environment with $(PYTHON).
define new_environment
@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  echo 'Blink needs Python 3.11 or newer, but $(PYTHON) is older or cannot be run; choose another, as in: make PYTHON=python3.13' >&2; \
  exit 1; }
@rm -rf $1
@if command -v uv >/dev/null; then \
  uv venv --quiet --python "$(PYTHON)" $1; \
elif "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
  "$(PYTHON)" -m venv $1; \
else \
  echo '$(PYTHON) cannot create $1, because its modules venv and ensurepip are missing; on Debian and Ubuntu, run: sudo apt install python3-venv' >&2; exit 1; \
fi
endef

# $(call set_up,FOLDER,TITLE,NEW): install what the requirements.txt of a target pins into FOLDER, which
# is created anew if NEW is set. The stamp comes last, so that an interrupted set-up is done again.
define set_up
@echo 'setting up $2: installing packages …'
$(if $3,$(call new_environment,$1))
@if command -v uv >/dev/null; then \
  uv pip install --quiet $(no_deps) --python $1/bin/python --require-hashes -r $(filter %.txt,$^); \
else \
  $1/bin/python -m pip install --quiet $(no_deps) --disable-pip-version-check --require-hashes -r $(filter %.txt,$^); \
fi
@touch $@
endef
# Of the packages for the import, only files are read.
no_deps = $(if $(filter %-import,$@),--no-deps)

.venv/.ready: requirements.txt
	$(call set_up,.venv,.venv,new)

.venv/.ready-tests: tests/requirements.txt
.venv/.ready-notebooks: blink/notebooks/requirements.txt
.venv/.ready-import: blink/material/requirements.txt
.venv/.ready-%: .venv/.ready
	$(call set_up,.venv,.venv for $*)

# Apart from the blog's environment, whose packages it examines.
_build/audit/.ready: audit/requirements.txt | $(first)
	$(call set_up,_build/audit,_build/audit,new)

# Pages depend on the engine too, but Sphinx only watches the sources.
.venv/.fresh-%: $(ready) $(wildcard blink/*.py blink/*/*.py blink/*/*/*.py) | $(first)
	@rm -rf _build/cache/$*
	@touch $@

.PHONY: html preview new entry report record import check publish linkcheck audit test test-matrix coverage lint bench lighthouse clean requirements help
