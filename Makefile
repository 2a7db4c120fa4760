# Diandian. `make` alone lists what can be made.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test stack setup lock messages log-key certificate-key secret clean prove-bare screenshots faults soak bench-journey bench-footprint bench-ledger bench-ledger-growth bench-certificates bench-reports compare-footprint

HOST ?= 127.0.0.1
PORT ?= 8000

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up what is missing and run the demonstration (HOST= and PORT= change where)
	@scripts/setup && exec .venv/bin/python manage.py run --host "$(HOST)" --port "$(PORT)"

test: ## Set up what is missing and run every check and test on PostgreSQL, Redis and SQLite
	@scripts/setup --test && exec scripts/with-services scripts/check

stack: ## Run the production shape on loopback: PostgreSQL, Redis, web, worker, beat (PORT= changes where)
	@scripts/setup --stack && exec scripts/stack --port "$(PORT)"

faults: ## Kill settlers, workers, clients, Redis and PostgreSQL under load, FAULT_ROUNDS= times (200); writes docs/faults.md
	@scripts/setup --test && FAULT_ROUNDS="$${FAULT_ROUNDS:-200}" FAULT_SEED="$${FAULT_SEED:-$$(date +%s)}" FAULT_REPORT="$${FAULT_REPORT-docs/faults.md}" exec scripts/with-services .venv/bin/pytest tests/faults

soak: ## Let the ledger's state machine take SOAK_TOTAL= random steps (100000), and all properties with new seeds; writes docs/soak.md
	@scripts/setup --test && exec scripts/with-services .venv/bin/python -m scripts.soak

bench-journey: ## Measure the CPU milliseconds of one whole spectator journey, in the shape of `make stack`
	@scripts/setup --stack && exec .venv/bin/python -m scripts.bench_journey

bench-footprint: ## Measure a footprint counted and stored, the search for places, and the live total on a slow phone
	@scripts/setup --test && exec scripts/with-services .venv/bin/python -m scripts.bench_footprint

bench-ledger: ## Measure the ledger beside django-hordak, an ORM version and plain SQL (PGLEDGER_SQL= adds pgledger)
	@scripts/setup --stack && exec .venv/bin/python -m scripts.bench_ledger

bench-ledger-growth: ## Measure the ledger with 0, a tenth and all of GROWTH_ROWS= retirements (10000000)
	@scripts/setup --stack && exec .venv/bin/python -m scripts.bench_ledger --growth "$${GROWTH_ROWS:-10000000}"

bench-certificates: ## Measure a signed certificate beside WeasyPrint, typst and Chromium, and CERTIFICATES= through Celery (40000)
	@scripts/setup --test && exec .venv/bin/python -m scripts.bench_certificates --certificates "$${CERTIFICATES:-40000}"

bench-reports: ## Measure both reports and the auditor's pack of an event with JOURNEYS= retired journeys (40000)
	@scripts/setup --test && exec scripts/with-services .venv/bin/python -m scripts.bench_reports --journeys "$${JOURNEYS:-40000}"

compare-footprint: ## Hold our footprints against other calculators', installed into var/compare; writes docs/footprint-comparison.md
	@scripts/setup && exec .venv/bin/python -m scripts.compare_footprint

setup: ## Only set up, for development: system packages, .venv, locked requirements, compiled messages
	@scripts/setup --test

lock: ## Write the requirements files anew from pyproject.toml
	@scripts/lock

messages: ## Collect the texts to translate into diandian/locale
	@.venv/bin/python manage.py makemessages --locale zh_Hans --add-location file --no-obsolete --ignore .venv --ignore var --ignore tests --ignore scripts

log-key: ## Print a key for the ledger's public log of a production installation
	@python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'

certificate-key: ## Print a key that signs certificates, and its certificate, for a production installation (PUBLIC_URL= names it)
	@scripts/setup >&2 && exec .venv/bin/python -m certificates.sealing

secret: ## Print a secret key for a production installation
	@python3 -c 'import secrets; print(secrets.token_urlsafe(50))'

prove-bare: ## Make a bare Debian root and run `make run` in it, with times (needs root and debootstrap)
	@scripts/prove-bare

screenshots: ## Make the pictures of docs/screenshots anew
	@scripts/setup --test && PYTHONPATH=. .venv/bin/python -m scripts.screenshots && PYTHONPATH=. .venv/bin/python -m scripts.organiser_pictures

clean: ## Remove what was made here: .venv, var and caches, the demonstration's database included
	@rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles
	@find . -name __pycache__ -type d -prune -exec rm -rf {} + ; find . -name '*.mo' -delete
