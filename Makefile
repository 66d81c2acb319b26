# The tasks of this repository; `make` lists them. Those of a blog are in the file that
# `blink init` writes into each blog.

POSTS ?= 100 1000 5000

# Folders with a requirements.txt, which pins packages with hashes.
pinned := . tests blink/notebooks blink/discovery blink/material audit
# What a build needs: notebooks need more packages.
notebooks := $(firstword $(shell find posts -type f \( -name '*.ipynb' -o -name '*.md' \) -exec grep -lsE '"nbformat"|^file_format: *mystnb|^jupytext:' {} + 2>/dev/null))
# The search of a language that is written without spaces, too.
cjk := $(shell grep -qsE '^language *= *.(ja|th|zh)([^a-z]|$$)' conf.py || \
  grep -rqsE --include='*.md' --include='*.rst' '^:?language: *["'\'']?(ja|th|zh)([^a-z]|$$)' posts && echo yes)
ready := .venv/.ready $(if $(notebooks),.venv/.ready-notebooks) $(if $(cjk),.venv/.ready-cjk)

known_variables := BENCHOPTS PAGES POSTS SITE T
include blink/scaffold/files/Makefile

pytest := $(run) pytest -rfEs --numprocesses auto --dist worksteal
# Tests of a program that is not installed are skipped with a message; in CI that is an error.
define test_tools
for tool in chromium newsboat java; do command -v $$tool >/dev/null || { \
  echo "$$tool is not on PATH: the tests that use it are SKIPPED (an error with CI=true)" >&2; \
  test "$$CI" != true || exit 1; }; done
endef
import: $(if $(value SRC),.venv/.ready-import)

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

test-newest:  ## run the tests with the newest version of each package (PYTHON=python3.14)
test-newest: | $(first)
	@$(test_tools)
	@echo 'setting up _build/newest: installing packages …'
	$(call new_environment,_build/newest)
	@cat requirements.in blink/notebooks/requirements.in blink/discovery/requirements.in tests/requirements.in | grep -v '^-' >_build/newest.in
	@_build/newest/bin/python -m pip install --quiet --disable-pip-version-check -r _build/newest.in
	@_build/newest/bin/python -m pytest -rfEs --numprocesses auto --dist worksteal $(T)

coverage:     ## run the tests and list the lines of blink/ that no test executes; takes twice as long
coverage: .venv/.ready-tests | $(first)
	@$(test_tools)
	@$(pytest) --cov=blink --cov-report=term-missing:skip-covered

lint:         ## check style and types
lint: .venv/.ready-tests | $(first)
	@$(run) ruff check --quiet .
	@$(run) ruff format --quiet --check .
	@$(run) mypy --no-error-summary

wheel:        ## build the engine as a package into dist/
wheel: .venv/.ready | $(first)
	@rm -f dist/blink_blog-*.whl
	@$(run) pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

bench:        ## measure builds and saves against plain ABlog (takes hours; POSTS=100 is quicker)
bench: .venv/.ready | $(first)
	@$(run) benchmarks.bench $(BENCHOPTS) $(POSTS)

lighthouse:   ## print the Lighthouse scores of the site; needs npx and chromium
lighthouse: html
	@$(run) benchmarks.lighthouse

screens:      ## make pictures of each kind of page, in six looks (PAGES="index.html": only these)
screens: .venv/.ready-tests $(if $(SITE),,html)
	@$(run) benchmarks.contact_sheet $(if $(SITE),--site "$(SITE)") $(PAGES)

catalogues:   ## bring the words of the interface into the catalogues of all languages
catalogues: .venv/.ready | $(first)
	@$(run) blink.words.extraction

requirements: ## pin the newest versions of all packages, with hashes, and write LICENCES.md
	@if command -v uv >/dev/null; then uv=uv; else \
	  uv='_build/uv/bin/python -m uv'; \
	  "$(PYTHON)" -m venv _build/uv && _build/uv/bin/python -m pip install --quiet uv || exit 1; fi; \
	for dir in $(pinned); do \
	  test $$dir = blink/material && only=--no-deps || only=; \
	  $$uv pip compile $$only --quiet --upgrade --universal --python-version 3.11 \
	    --no-strip-extras --generate-hashes --custom-compile-command 'make requirements' \
	    --output-file $$dir/requirements.txt $$dir/requirements.in || exit 1; done
	@$(MAKE) .venv/.ready .venv/.ready-notebooks .venv/.ready-cjk .venv/.ready-import && $(blink) licences

# -- Environments --------------------------------------------------------------

# Of the packages for the import, only files are read.
set_up_options = $(if $(filter %-import,$@),--no-deps)

.venv/.ready-tests: tests/requirements.txt
.venv/.ready-notebooks: blink/notebooks/requirements.txt
.venv/.ready-cjk: blink/discovery/requirements.txt
.venv/.ready-import: blink/material/requirements.txt
.venv/.ready-%: .venv/.ready
	$(call set_up,.venv,.venv for $*)

# Apart from the blog's environment, whose packages it examines.
_build/audit/.ready: audit/requirements.txt | $(first)
	$(call set_up,_build/audit,_build/audit,new)

.PHONY: audit test test-matrix test-newest coverage lint wheel bench lighthouse screens catalogues requirements
