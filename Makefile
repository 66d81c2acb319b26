# The author's tasks; `make` lists them.

PYTHON ?= python3
PORT ?= 8000
POSTS ?= 100 1000 5000
SPHINXOPTS ?= --fail-on-warning --keep-going --jobs auto

run := .venv/bin/python -m
pytest := $(run) pytest -rfEs --numprocesses auto --dist worksteal
# A test of what is not installed is skipped, and said to be; CI skips none.
define test_tools
for tool in chromium newsboat java; do command -v $$tool >/dev/null || { \
  echo "$$tool is not on PATH: the tests that use it are SKIPPED (CI=true: an error)" >&2; \
  test "$$CI" != true || exit 1; }; done
endef
# Folders with requirements of their own, each pinned with hashes.
pinned := . tests blink/notebooks blink/material audit
# `make clean html` cleans first, with -j too.
first := $(filter clean,$(MAKECMDGOALS))
export PYTHONUTF8 = 1

# What a build stands on: notebooks ask for more.
notebooks := $(firstword $(shell find posts -type f \( -name '*.ipynb' -o -name '*.md' \) -exec grep -lsE '"nbformat"|^file_format: *mystnb|^jupytext:' {} + 2>/dev/null))
ready := .venv/.ready $(if $(notebooks),.venv/.ready-notebooks)

# A title arrives as it was typed: make expands it nowhere, no shell reads it.
export BLINK_TITLE = $(value TITLE)
export BLINK_LOGBOOK = $(value LOGBOOK)
export BLINK_SRC = $(value SRC)
export BLINK_POST = $(value POST)
unexport TITLE LOGBOOK SRC POST

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

html:         ## build the site into _build/html; a warning is an error (DRAFTS=1: with drafts)
html: .venv/.fresh-html
	@$(run) blink.commands.build $(if $(filter-out 0,$(DRAFTS)),--drafts) -- $(SPHINXOPTS)

preview:      ## serve the site with its drafts on PORT 8000, anew at every save
preview: $(ready)
	@exec $(run) blink.preview --port $(PORT)

new:          ## start a post: make new TITLE="What pruning costs"
new: $(if $(value TITLE),.venv/.ready)
	@test -n "$$BLINK_TITLE" || { echo 'usage: make new TITLE="What pruning costs"' >&2; exit 2; }
	@$(run) blink.commands.new

entry:        ## start an entry of a logbook: make entry LOGBOOK=pruning TITLE="Half the weights"
entry: $(if $(value LOGBOOK),$(if $(value TITLE),.venv/.ready))
	@test -n "$$BLINK_LOGBOOK" -a -n "$$BLINK_TITLE" || { \
	  echo 'usage: make entry LOGBOOK=pruning TITLE="Half the weights"' >&2; exit 2; }
	@$(run) blink.commands.new_entry entry

report:       ## start a report of a logbook: make report LOGBOOK=pruning (TITLE="…")
report: $(if $(value LOGBOOK),.venv/.ready)
	@test -n "$$BLINK_LOGBOOK" || { echo 'usage: make report LOGBOOK=pruning' >&2; exit 2; }
	@$(run) blink.commands.new_entry report

record:       ## build, then note the published entries and reports of logbooks, as they are
record: html
	@$(run) blink.logbooks.history _build/cache/html/logbooks.json

import:       ## bring a blog of Material for MkDocs: make import SRC=folder (DRY_RUN=1: only report)
import: $(if $(value SRC),.venv/.ready-import)
	@test -n "$$BLINK_SRC" || { \
	  echo 'usage: make import SRC=path/to/mkdocs-project, or one post (DRY_RUN=1, PAGES=bring)' >&2; exit 2; }
	@$(run) blink.material $(if $(filter-out 0,$(DRY_RUN)),--dry-run) $(if $(filter bring,$(PAGES)),--pages bring)

check:        ## build, then look at all that can be known without a network: links, drafts, feeds, HTML …
check: .venv/.fresh-html
	@$(run) blink.commands.check

publish:      ## check, then note what is published and say what changes for readers (POST=posts/….md: a draft)
publish: .venv/.fresh-html
	@$(run) blink.commands.publish

linkcheck:    ## try links to other sites; report in _build/linkcheck (FIX=1: rewrite what moved; ALL=1)
linkcheck: .venv/.fresh-linkcheck
	@$(run) blink.builder.crash -q -b linkcheck -d _build/cache/linkcheck $(if $(filter-out 0,$(FIX)),-D blink_linkcheck_fix=1) \
	  $(if $(filter-out 0,$(ALL)),-D blink_linkcheck_days=0) . _build/linkcheck

audit:        ## ask whether a weakness is known of what is pinned; an error if it could not ask
audit: _build/audit/.ready
	@_build/audit/bin/python audit/audit.py $(addsuffix /requirements.txt,$(pinned))

test:         ## lint, then run every test, on all cores (T="tests/feeds/test_atom.py -k ids": only these tests)
test: $(if $(T),.venv/.ready-tests,lint) | $(first)
	@$(test_tools)
	@$(pytest) $(T)

test-matrix:  ## run the tests that are slow by nature, such as a fresh clone's first build
test-matrix: .venv/.ready-tests | $(first)
	@$(test_tools)
	@$(pytest) -m matrix

coverage:     ## run every test and list the lines of blink/ that none reaches; takes twice as long
coverage: .venv/.ready-tests | $(first)
	@$(test_tools)
	@$(pytest) --cov=blink --cov-report=term-missing:skip-covered

lint:         ## check style and types
lint: .venv/.ready-tests | $(first)
	@$(run) ruff check --quiet .
	@$(run) ruff format --quiet --check .
	@$(run) mypy --no-error-summary

bench:        ## measure builds and saves against plain ABlog (POSTS="100 1000 5000": hours; POSTS=100)
bench: .venv/.ready | $(first)
	@$(run) benchmarks.bench $(BENCHOPTS) $(POSTS)

lighthouse:   ## print Lighthouse's scores of the site; needs npx and chromium
lighthouse: html
	@$(run) benchmarks.lighthouse

clean:        ## remove _build and nothing else
	@rm -rf _build

requirements: ## pin the newest of requirements.in and tests/requirements.in, with hashes
	@if command -v uv >/dev/null; then uv=uv; else \
	  uv='_build/uv/bin/python -m uv'; \
	  "$(PYTHON)" -m venv _build/uv && _build/uv/bin/python -m pip install --quiet uv || exit 1; fi; \
	for dir in $(pinned); do \
	  test $$dir = blink/material && only=--no-deps || only=; \
	  $$uv pip compile $$only --quiet --upgrade --universal --python-version 3.11 \
	    --fork-strategy fewest --no-strip-extras --generate-hashes --custom-compile-command 'make requirements' \
	    --output-file $$dir/requirements.txt $$dir/requirements.in || exit 1; done
	@$(MAKE) .venv/.ready .venv/.ready-notebooks .venv/.ready-import && $(run) blink.commands.licences

help:         ## list these targets
	@awk -F ' *## ' '/^[a-z-]+: *## / {sub(":", "", $$1); printf "%-12s  %s\n", $$1, $$2}' Makefile

# -- What the targets stand on -------------------------------------------------

# The stamp comes last: a set-up cut short is done again.
.venv/.ready: requirements.txt
	@echo 'setting up .venv …'
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Blink needs Python 3.11 or newer, which $(PYTHON) is not; name one: make PYTHON=python3.13' >&2; \
	  exit 1; }
	@rm -rf .venv
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --python "$(PYTHON)" .venv && \
	  uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements.txt; \
	elif ! "$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo '$(PYTHON) cannot make a .venv; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; \
	else \
	  "$(PYTHON)" -m venv .venv && \
	  $(run) pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; \
	fi
	@touch $@

.venv/.ready-tests: tests/requirements.txt .venv/.ready
	@echo 'setting up .venv for the tests …'
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python .venv/bin/python --require-hashes -r tests/requirements.txt; \
	else \
	  $(run) pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.txt; \
	fi
	@touch $@

.venv/.ready-notebooks: blink/notebooks/requirements.txt .venv/.ready
	@echo 'setting up .venv for notebooks …'
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python .venv/bin/python --require-hashes -r $<; \
	else \
	  $(run) pip install --quiet --disable-pip-version-check --require-hashes -r $<; \
	fi
	@touch $@

# In an environment of its own: what it needs is none of the blog's business.
_build/audit/.ready: audit/requirements.txt | $(first)
	@echo 'setting up _build/audit …'
	@rm -rf _build/audit
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --python "$(PYTHON)" _build/audit && \
	  uv pip install --quiet --python _build/audit/bin/python --require-hashes -r $<; \
	else \
	  "$(PYTHON)" -m venv _build/audit && \
	  _build/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<; \
	fi
	@touch $@

# Icons and names of emoji, of which only the files are read.
.venv/.ready-import: blink/material/requirements.txt .venv/.ready
	@echo 'setting up .venv for the import …'
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --no-deps --python .venv/bin/python --require-hashes -r $<; \
	else \
	  $(run) pip install --quiet --no-deps --disable-pip-version-check --require-hashes -r $<; \
	fi
	@touch $@

# Pages come from the engine too, and Sphinx watches only the sources.
.venv/.fresh-%: $(ready) $(wildcard blink/*.py blink/*/*.py blink/*/*/*.py) | $(first)
	@rm -rf _build/cache/$*
	@touch $@

.PHONY: html preview new entry report record import check publish linkcheck audit test test-matrix coverage lint bench lighthouse clean requirements help
