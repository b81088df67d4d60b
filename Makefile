# Everyday commands. `make env` makes the environment they use; PYTHON= names another one.
PYTHON ?= .venv/bin/python
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
SUITE ?= tests
BENCH ?=
SLICES ?=
ONLY ?=

IN_SRC = PYTHONPATH=src $(PYTHON)
# Modes other than release get a tree of their own under build/: the modules in src stay what they are.
BUILD_MODE = VMCORE_BUILD=$(1) $(PYTHON) setup.py -q build --build-base build/$(1) --build-lib build/$(1)/lib -j $(JOBS)
IN_MODE = env PYTHONPATH=build/$(1)/lib $(PYTHON)

.PHONY: env gen build images test check bench asan mutants debug cover wheel ci clean

env:
	python3 -m venv .venv
	.venv/bin/pip install -q "setuptools>=77" "cython>=3.3,<3.4" build pytest pytest-benchmark hypothesis coverage ruff mypy cython-lint

gen:  ## files derived from the tables
	$(PYTHON) tools/gen.py

build: gen  ## the compiled modules, in src
	$(PYTHON) setup.py -q build_ext --inplace -j $(JOBS)

images:  ## the Scheme library, in src
	$(PYTHON) tools/build_images.py

test: build images  ## SUITE=tests/vm for a part
	$(IN_SRC) -m pytest -q $(SUITE)

check:  ## generated files, imports, hot loop, style, types
	$(PYTHON) tools/gen.py --check
	$(PYTHON) ci/check_layers.py
	$(PYTHON) ci/check_hot_loop.py
	$(PYTHON) -m ruff check --quiet .
	PATH="$(abspath $(dir $(PYTHON))):$$PATH" cython-lint src/vmcore
	$(PYTHON) -m mypy

bench: build images  ## BENCH="fib tak --rounds 5" for a part
	$(IN_SRC) -m pyfront bench $(BENCH)

debug: gen  ## assertions and poisoned dead cells, then the tests
	$(call BUILD_MODE,debug)
	$(call IN_MODE,debug) -m pytest -q $(SUITE)

asan: gen  ## address and undefined-behaviour sanitizers, then all tests, in slices; SLICES="tests/vm/test_heap.py" for some
	$(PYTHON) tools/sanitize.py --jobs $(JOBS) $(SLICES)

mutants: build images  ## planted bugs: the tests must notice each; ONLY=heap for a part
	$(PYTHON) tools/mutants.py --jobs $(JOBS) --only "$(ONLY)"

cover: gen  ## which lines of the machine do the tests reach
	$(call BUILD_MODE,cover)
	$(call IN_MODE,cover) -m coverage run -m pytest -q $(SUITE)
	$(PYTHON) -m coverage report

wheel:  ## sdist and wheel, in dist
	$(PYTHON) -m build

ci:  ## what CI runs
	sh -c 'exec .ci/run'

clean:
	rm -rf build dist .coverage src/*.egg-info
	find src -name '*.so' -delete -o -name '*.img' -delete
