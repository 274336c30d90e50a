# make run   try it, or run the bots whose keys are in the environment or .env
# make test  the whole test suite, two pools side by side (ARGS=tests/talk, ARGS="-k name")
# make bench measurements beside their baselines (ONLY=name, ARGS=--small)
# make soak  the long form: two hundred kills, a thousand simulated years, every pairing of messenger, life and database;
#            tables of figures (ARGS="-k kills")
# make migration WHAT=a_letter_has_a_file  the next version of the schema, and what to look at in it
# make coverage  which lines and branches no test runs, as a report (htmlcov/); what only waits is left out
# make audit known holes in the packages that are locked, where their registry answers (ARGS=bill.json: a CycloneDX list)
# make check format, lint, types, tests: what a commit must pass
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test coverage check lint types bench soak migration dockerfile-check audit screenshots clean

run: $(VENV)/run
	@$(BIN)/tezki run

test: $(VENV)/dev
	@$(BIN)/python -m scripts.suite $(ARGS)

check: lint types test

bench: $(VENV)/dev
	@$(BIN)/python -m benchmarks $(ONLY) $(ARGS)

soak: $(VENV)/dev
	@TEZKI_SOAK=1 $(BIN)/pytest tests/faults tests/story tests/handlers $(ARGS)

migration: $(VENV)/dev
	@$(BIN)/python -m scripts.new_migration $(WHAT)

coverage: $(VENV)/dev
	@$(BIN)/pytest -n auto -m "not waits" --cov --cov-report=term --cov-report=html $(ARGS)

lint: $(VENV)/dev
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check

types: $(VENV)/dev
	@$(BIN)/mypy

dockerfile-check: $(VENV)/dev
	@$(BIN)/python scripts/check_image.py

audit: $(VENV)/dev
	@$(BIN)/python scripts/audit.py $(ARGS)

screenshots: $(VENV)/dev
	@$(BIN)/python -m scripts.screenshots

$(VENV)/run: requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Нужен Python 3.11 или новее")'
	@echo "Готовлю всё, что нужно программе: это займёт минуту или две."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis htmlcov .coverage
