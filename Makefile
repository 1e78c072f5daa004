# Everything a newcomer types. `make help` lists it.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: install
install: $(VENV)/.installed ## a virtual environment with what the service needs

# The lock holds hashes and no addresses: pip and uv take the packages from whatever registry this machine uses.
$(VENV)/.installed: requirements.lock pyproject.toml
	@scripts/install $(PYTHON) $(VENV) requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml
	@scripts/install $(PYTHON) $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.installed

.PHONY: demo
demo: $(VENV)/.installed ## the whole way once: three cases in, one answer out
	@$(BIN)/caseconsultant demo

.PHONY: up
up: $(VENV)/.installed ## start the service and keep it running
	@$(BIN)/caseconsultant up

.PHONY: test-servers
test-servers: ## Debian packages of the servers that tests run against
	@scripts/install-test-servers

# On every processor. Beyond four, the whole services, which one process does alone, are the last to be done.
SHARED_OUT := --numprocesses logical --maxprocesses 4 --no-loadscope-reorder

.PHONY: test
test: check test-servers ## everything: check, then all tests with real servers
	@$(BIN)/pytest $(SHARED_OUT)

.PHONY: coverage
coverage: $(VENV)/.installed-dev test-servers ## all tests, and the lines and branches that none of them reaches
	@$(BIN)/pytest $(SHARED_OUT) --cov --cov-report=term-missing:skip-covered

.PHONY: kill
kill: $(VENV)/.installed-dev test-servers ## kill -9 at 20 seeded moments, embedded and with PostgreSQL and Redis
	@$(BIN)/pytest -q tests/e2e/test_kill.py --kills 20

.PHONY: sequences
sequences: $(VENV)/.installed-dev ## 20,000 random sequences of events: no answer without one approval of exactly its draft
	@$(BIN)/pytest -q tests/consultations/test_lifecycle_property.py --sequences 20000

.PHONY: fuzz-codes
fuzz-codes: $(VENV)/.installed-dev ## 1,000 damaged copies of each official file: refused in a sentence, or read right
	@CASECONSULTANT_FUZZ=1000 $(BIN)/pytest -q tests/codesets -k fuzz

.PHONY: fuzz
fuzz: $(VENV)/.installed-dev ## hostile mail: 10,000 fuzzed ones, then ten minutes of what coverage leads to (atheris, on Linux)
	@CASECONSULTANT_FUZZ_MAILS=10000 $(BIN)/pytest -q -s tests/mailer/fuzzing
	@$(BIN)/pytest -q tests/workers/test_fuzzed_mails.py --fuzzed 10000
	@$(BIN)/python tests/mailer/fuzzing/coverage_led.py var/fuzzing -max_total_time=600 -rss_limit_mb=1024 -timeout=10

.PHONY: codes-reference
codes-reference: $(VENV)/.installed-dev ## load the reference material beside the project, and count its rows
	@$(BIN)/python -m bench.load_reference

.PHONY: codes-quality
codes-quality: codes-reference ## claims with a known answer, checked by the tables of codes-reference
	@$(BIN)/python -m bench.edits_quality

.PHONY: check-answers
check-answers: $(VENV)/.installed-dev ## 2,000 answers to made-up mails: every code verified, every quote verbatim
	@$(BIN)/python -m bench.answers

.PHONY: bench-codes
bench-codes: $(VENV)/.installed-dev ## how long looking codes up takes, beside plain SQLite and simple-icd-10-cm
	@$(BIN)/python -m bench.codes

.PHONY: bench-ingest
bench-ingest: $(VENV)/.installed-dev test-servers ## mails a second over IMAP, and arrival to draft
	@$(BIN)/python -m bench.ingest

.PHONY: bench-worst
bench-worst: $(VENV)/.installed-dev test-servers ## 200 of the worst mails in the queue: how long a normal one waits for its draft
	@$(BIN)/pytest -q -s tests/e2e/test_worst_mails.py --worst 200

.PHONY: bench-draft
bench-draft: $(VENV)/.installed-dev ## how long a draft takes as a case grows, with its note in the mail and as a PDF
	@$(BIN)/python -m bench.drafting

.PHONY: bench-patterns
bench-patterns: $(VENV)/.installed-dev ## every regular expression on a megabyte of its worst text (some minutes)
	@$(BIN)/python -m bench.patterns

.PHONY: bench-search
bench-search: $(VENV)/.installed-dev ## how well and how fast ICD-10-CM is searched
	@$(BIN)/python -m bench.search_quality

.PHONY: score-mail
score-mail: $(VENV)/.installed-dev ## how well mail is read, beside the libraries there are: bounces, quoted text, MIME, threads
	@$(BIN)/python -m bench.score_mail

.PHONY: model-local
model-local: $(VENV)/.installed-dev ## a small model on this machine reads along once (compiles llama.cpp, some minutes)
	@PYTHON=$(PYTHON) scripts/install-local-model var/local-model
	@$(BIN)/python -m bench.local_model var/local-model

.PHONY: bench-notes
bench-notes: $(VENV)/.installed-dev ## how well the diagnoses of notes are found, without a model
	@$(BIN)/python -m bench.notes_quality

# A folder of its own, so that only the bundled release is loaded, as in the tests.
.PHONY: evaluate
evaluate: $(VENV)/.installed-dev ## our own case mails and free prose beside the stored figures (options=--missed names errors)
	@CASECONSULTANT_DATA_DIR=var/evaluation $(BIN)/caseconsultant evaluate tests/assistant/mails tests/assistant/prose_cases \
	    --dos 2026-05-15 --baseline tests/assistant/figures.json $(options)

.PHONY: format
format: $(VENV)/.installed-dev ## format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: check
check: $(VENV)/.installed-dev ## format, lint, types, import contracts
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

.PHONY: migration
migration: $(VENV)/.installed-dev ## m="what changes": the migration to what the models say now
	@$(BIN)/python scripts/new-migration "$(m)"
	@$(BIN)/ruff format --quiet config/migrations/versions

.PHONY: secrets
secrets: ## passwords and a certificate for docker-compose.yml, once
	@scripts/make-secrets secrets

.PHONY: lock
lock: ## choose the newest allowed versions and write both locks (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command "make lock" --quiet --output-file requirements.lock
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 --custom-compile-command "make lock" --quiet --extra dev --constraint requirements.lock --output-file requirements-dev.lock
