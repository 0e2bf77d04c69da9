# make demo and make test do all set-up themselves, in .venv beside this file.

VENV := .venv
# Windows keeps programs elsewhere; this serves make under Git Bash or MSYS.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
CATALOGUE := auditcheck/locale/zh_CN/LC_MESSAGES/auditcheck.po
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SET_UP := pyproject.toml hatch_build.py $(CATALOGUE)

.PHONY: demo test soak bench lint mutants format messages docs clean

demo: $(VENV)/ready
	@$(BIN)/auditcheck demo -o build/demo

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n auto --dist loadgroup

soak: $(VENV)/ready-dev
	AUDITCHECK_SOAK=1 $(BIN)/python -m pytest -n auto --dist loadgroup

bench: $(VENV)/ready-bench
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/load.py

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m tools.messages --check
	$(BIN)/python -m tools.docs --check

mutants: $(VENV)/ready-dev
	$(BIN)/python -m tools.mutants

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(VENV)/ready-dev
	$(BIN)/python -m tools.messages

docs: $(VENV)/ready-dev
	$(BIN)/python -m tools.docs

$(VENV)/ready-bench: $(VENV)/ready-dev
	@$(PIP) install --editable '.[bench]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache

$(VENV)/ready: $(SET_UP)
	@echo "Setting up $(VENV) (once; a minute or so) ..." >&2
	@[ -x $(BIN)/python ] || { \
	  for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	    if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then exec $$python -m venv $(VENV); fi; \
	  done; \
	  echo "No Python 3.11 or newer that can make a virtual environment." >&2; \
	  echo "Debian, Ubuntu: apt install python3-venv. Another Python: make PYTHON=/path/to/python3" >&2; \
	  exit 1; }
	@$(PIP) install --editable '.[fast]' 2>/dev/null || $(PIP) install --editable .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	@$(PIP) install --editable '.[dev]'
	@touch $@
