# Everything a newcomer needs: `make briefing` and `make test`. Needs Python 3.11+ and make; Windows: see README.
PYTHON ?= python3
BIN := .venv/bin
CODE := $(shell find klubtrends notebooks -name '*.py' -o -name '*.j2' -o -name '*.css' -o -name '*.csv')

.PHONY: briefing test check lab bench notebooks lock forget clean

briefing: truth.json
	@$(BIN)/klubtrends publish --workspace .

# The checkout is the example's workspace. When the code is newer than what it made, the example is made again.
truth.json: $(CODE) | .venv/ready
	@$(MAKE) --no-print-directory forget
	@$(BIN)/klubtrends example .

test: .venv/ready
	$(BIN)/python -m pytest

check: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

lab: truth.json
	$(BIN)/klubtrends lab --workspace .

bench: .venv/ready
	$(BIN)/python -m benchmarks

notebooks: .venv/ready
	$(BIN)/python -m tests.notebooks.store

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --extra dev pyproject.toml -o requirements.lock

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

forget:
	@rm -rf klubtrends.toml truth.json data/register data/reference data/runs
	@find data/raw data/processed reports -mindepth 1 ! -name .gitkeep -delete

clean: forget
	rm -rf .venv
