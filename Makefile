# Everything a contributor runs. Needs only Python 3.11 or later with its venv module, and make; the rest is set up
# in .venv at the first run. Another Python: make test PYTHON=python3.13

PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
CONTOH := sample_data
PEDOMAN := --pedoman $(CONTOH)/pedoman_bakarangan.toml
# The rooms whose every line and branch must be run by the tests.
EXACT := src/skm/ground/numbers.py,src/skm/pedoman/guidelines.py,src/skm/tally/_kernel.py,src/skm/tally/tally.py,src/skm/tally/counting.py,src/skm/result/indeks.py,src/skm/result/result.py
EXACT_TESTS := tests/ground/test_numbers.py tests/pedoman tests/tally/test_tally.py tests/tally/test_pairs.py \
	tests/tally/test_engines.py tests/tally/test_periods.py tests/reading/test_names.py tests/result/test_indeks.py \
	tests/result/test_result.py tests/report/test_published_groups.py tests/report/test_passed_over.py

.DEFAULT_GOAL := help
.PHONY: help rekap tahunan test exact long lint format types layers bench thorough coverage simulation layouts fuzz mutants minimums clean

help:  ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

rekap: .venv/.test  ## Read the sample questionnaires, print the IKM, write workbook, CSV and chart to keluaran/
	$(BIN)/skm rekap $(CONTOH)/bakarangan_2022_layanan.xlsx $(PEDOMAN) --ke keluaran/layanan --timpa
	@echo
	$(BIN)/skm rekap $(CONTOH)/bakarangan_2022_unit.xlsx $(PEDOMAN) --ke keluaran/unit --timpa

tahunan: .venv/.test  ## Make a sample archive of six offices and five years, and recompute it into keluaran/tahunan/
	$(BIN)/python $(CONTOH)/make_archive.py keluaran/arsip_contoh
	$(BIN)/skm tahunan keluaran/arsip_contoh/arsip --target keluaran/arsip_contoh/target.csv \
		--simpanan keluaran/simpanan --ke keluaran/tahunan --timpa

test: .venv/.test  ## Run the tests and docstring examples
	$(BIN)/pytest -n auto -m "not long" --doctest-modules src tests

exact: .venv/.test  ## Check that the tests run every line and branch of the rooms that must be exact
	$(BIN)/coverage erase
	$(BIN)/coverage run --include=$(EXACT) -m pytest -n auto -m "not long" --hypothesis-profile=brief $(EXACT_TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --fail-under=100

long: .venv/.test .venv/.spark  ## Run the tests that take long; those with Spark need Java 17
	$(BIN)/pytest -n auto -m long tests

lint: .venv/.dev  ## Check style and formatting
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: .venv/.dev  ## Put the code into the project's format
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: .venv/.dev  ## Check types, strictly
	$(BIN)/mypy

layers: .venv/.test  ## Check that imports run one way through the rooms
	$(BIN)/pytest tests/test_layers.py

bench: .venv/.bench  ## Measure against pandas and polars in one run on this machine
	for file in benchmarks/bench_*.py; do $(BIN)/python $$file || exit 1; done

thorough: .venv/.test  ## Run all tests, with 20,000 examples for each property
	$(BIN)/pytest -n auto --hypothesis-profile=thorough

coverage: .venv/.test  ## Show what the tests run of every room
	$(BIN)/coverage erase
	$(BIN)/coverage run --source=skm -m pytest -n auto --doctest-modules src tests
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

simulation: .venv/.test  ## Audit 20,000 random surveys with a known mistake each; writes docs/audit_simulation.md
	$(BIN)/python tests/audit_simulation.py 20000 > docs/audit_simulation.md

layouts: .venv/.test  ## Read 100,000 disturbed files and count the right, refused and wrong; FILES=1000 for fewer
	$(BIN)/python tests/layouts/disturb.py $(or $(FILES),100000)

fuzz: .venv/.fuzz  ## Fuzz the readers with two million inputs; ends with a table of what was run
	nice -n 19 $(BIN)/python tests/fuzz/run.py

mutants: .venv/.mutants  ## Change the rooms that compute in 5,500 places, one at a time: which changes does no test notice?
	rm -rf mutants
	nice -n 19 $(BIN)/python tests/mutants.py

# The tests of the numbers and of the files; those of the extras and of what only the newest tools give stay out.
minimums: .venv/bin/python  ## Run the tests on the lowest releases that pyproject.toml allows, in .venv/minimums
	$(PYTHON) -m venv .venv/minimums
	.venv/minimums/bin/python tests/minimums.py > .venv/minimums/constraints.txt
	.venv/minimums/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint .venv/minimums/constraints.txt --editable '.[test]'
	LC_ALL=C TZ=Asia/Jayapura PYTHONHASHSEED=7 .venv/minimums/bin/pytest -n auto -W ignore::DeprecationWarning \
		--hypothesis-profile=brief tests

clean:  ## Remove everything that was made, .venv included
	rm -rf .venv keluaran mutants .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .benchmarks

# A stamp in .venv says which extra is installed, so that a second run starts at once.
.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.test .venv/.dev .venv/.bench .venv/.fuzz .venv/.spark .venv/.mutants: .venv/.%: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	@touch $@
