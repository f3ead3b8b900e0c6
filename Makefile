# run · test · check · bench are the contract; the rest serves them.
.PHONY: run test check bench mutants experiments setup setup-test fonts messages lock system-run system-test
# Each step stands on the one before it.
.NOTPARALLEL:

PORT ?= 8000
PYTHON ?= python3
export PYTHON
export DATA_DIR ?= $(CURDIR)/var

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install
UV_VERSION := 0.13.9

# Chores that need Django but no site: a development key, no HTTPS.
CHORE := DEBUG=1 $(BIN)/python manage.py
# The site as it would run behind a front server, but on plain HTTP on this machine.
SITE = env -u DEBUG SECRET_KEY="$$(cat $(DATA_DIR)/secret-key)" HTTPS=0 SITE_SAMPLE=1 \
	ALLOWED_HOSTS=127.0.0.1,localhost SITE_URL=http://127.0.0.1:$(PORT)
# What a real installation sets; `check` holds the project against it.
DEPLOYED := env -u DEBUG HTTPS=1 ALLOWED_HOSTS=budget.example.gov.cn \
	SITE_URL=https://budget.example.gov.cn

run: setup
	@$(SITE) $(BIN)/python manage.py migrate --verbosity 0
	@$(SITE) $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@$(SITE) $(BIN)/python manage.py load_chart
	@$(SITE) $(BIN)/python manage.py demo
	@echo
	@echo "  http://127.0.0.1:$(PORT)/               public pages (sample data)"
	@echo "  http://127.0.0.1:$(PORT)/admin/         staff"
	@echo "  http://127.0.0.1:$(PORT)/data/           open data"
	@echo "  $(DATA_DIR)/mail/   letters to staff"
	@echo
	@# Both in the background: a shell that waits for one in front of it would not hear that it is to stop.
	@$(SITE) $(BIN)/python manage.py tend & tend=$$!; \
	$(SITE) $(BIN)/granian --interface wsgi --host 127.0.0.1 --port $(PORT) \
		--blocking-threads 4 --log-level warning config.wsgi:application & server=$$!; \
	trap 'kill $$tend $$server 2>/dev/null' INT TERM; \
	wait $$server; kill $$tend 2>/dev/null; wait

# Both databases always run, each on a core of its own, so that one report shows both; either failing fails the whole.
test: setup-test
	@log="$$(mktemp)"; status=0; \
	$(BIN)/python tests/with_postgres.py $(BIN)/python -m pytest -m "not browser" > "$$log" 2>&1 & postgres=$$!; \
	echo "== SQLite and browser"; \
	env -u DATABASE_URL $(BIN)/python -m pytest || status=1; \
	wait $$postgres || status=1; \
	echo "== PostgreSQL"; cat "$$log"; rm -f "$$log"; \
	exit $$status

check: setup-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(CHORE) makemigrations --check --dry-run
	@key="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')"; \
	for role in all staff public; do \
		echo "check --deploy as $$role"; \
		$(DEPLOYED) SECRET_KEY="$$key" PORTAL_ROLE=$$role $(BIN)/python manage.py check \
			--deploy --fail-level WARNING || exit 1; \
	done

bench: setup-test
	$(BIN)/python -m tests.bench

# Every figure, verb, unit, year, code and note of the made-up documents changed in turn: some minutes.
mutants: setup-test
	$(BIN)/python -m tests.survey

# Faults put in on purpose: what they do is written to docs/evidence.json. Some minutes.
experiments: setup-test
	@status=0; \
	env -u DATABASE_URL $(BIN)/python -m tests.experiments || status=1; \
	$(BIN)/python tests/with_postgres.py $(BIN)/python -m tests.experiments || status=1; \
	exit $$status

setup: $(DATA_DIR)/secret-key fonts messages

setup-test: system-test .venv/test.stamp fonts messages

system-run:
	@.ci/system.sh run

system-test:
	@.ci/system.sh test

$(BIN)/python: | system-run
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python's venv module is missing: sudo apt-get install --yes python3-venv" >&2; exit 1; }

# Installed again only when the locked requirements change.
.venv/run.stamp: requirements.txt | $(BIN)/python
	@echo "Installing requirements"
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: tests/requirements.txt | $(BIN)/python
	@echo "Installing requirements for tests"
	@$(PIP) --require-hashes -r tests/requirements.txt
	@touch $@

$(DATA_DIR)/secret-key: | $(BIN)/python
	@mkdir -p $(DATA_DIR)
	@umask 077; $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(64))" > $@

fonts: .venv/run.stamp
	@$(CHORE) build_fonts

messages: .venv/run.stamp
	@for catalogue in $$(find locale -name '*.po' 2>/dev/null); do \
		$(BIN)/pybabel --quiet compile --input-file $$catalogue \
			--output-file $${catalogue%.po}.mo || exit 1; \
	done

# The compiler lives in an environment of its own: nothing here needs it afterwards.
lock:
	@$(PYTHON) -m venv var/lock
	@var/lock/bin/python -m pip --quiet --disable-pip-version-check install uv==$(UV_VERSION)
	var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		pyproject.toml --output-file requirements.txt
	var/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		pyproject.toml --extra test --constraint requirements.txt \
		--output-file tests/requirements.txt
	@rm -rf var/lock
