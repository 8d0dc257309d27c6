# Bangfu. `make run` is the whole system, `make test` its whole proof.
.PHONY: run test soak bench lint messages format clean
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The demonstration belongs to `make run` on its own server, and to nothing else.
DEMO := $(if $(strip $(DATABASE_URL)$(DATABASE_URL_FILE)$(BANGFU_PRODUCTION)),0,1)

run: $(VENV)/run.stamp
	@BANGFU_DEMO=$${BANGFU_DEMO:-$(DEMO)} exec $(BIN)/python manage.py run

test: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.run

soak: $(VENV)/dev.stamp
	@$(BIN)/python -m pytest tests/soak -s -q --override-ini "norecursedirs=.hypothesis .* var"

bench: $(VENV)/dev.stamp
	@$(BIN)/python -m bench

lint: $(VENV)/dev.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache

format: $(VENV)/dev.stamp
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

messages: $(VENV)/dev.stamp
	@$(BIN)/python manage.py messages

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Bangfu needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq python3-venv && \
			$(PYTHON) -m venv $(VENV); \
		else \
			echo "Python cannot make a virtual environment here: install python3-venv."; \
			exit 1; \
		fi; }

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@echo "Installing (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing what tests need (once) …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

clean:
	@rm -rf $(VENV) var/test
