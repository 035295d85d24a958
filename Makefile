# What a person does with the project; every target sets up the environment first, once.
# A shop's own data: make build SOURCE=files RAW_PATH=path/to/folder

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
SOURCE ?= demo
CUTOFFS ?= 5
TRIALS ?= 40
KILLS ?= 50
SIZES ?= 1,4,16,31.8
NEXT_DAY ?=
VERBOSE ?=
RAW_PATH ?=
VARS ?= {source: $(SOURCE)$(if $(RAW_PATH),$(comma) raw_path: '$(RAW_PATH)')}
comma := ,

VENV := .venv
RUN := PATH="$(CURDIR)/$(VENV)/bin:$$PATH"
# Tests build shops of their own beside the one in build/.
SCRATCH := build/test

.PHONY: help build test leakage mutants faults backtest quality tune ablation bench lint docs docs-serve analyses lock clean

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

$(VENV)/.ready: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Local-Helix needs Python 3.11 or later, and $(PYTHON) is older: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

build: $(VENV)/.ready ## Build everything, with a line a step and a summary; make build VERBOSE=1 for dbt's whole log
	@$(RUN) python -m dbt_plugins.build $(if $(VERBOSE),--verbose) --vars "$(VARS)"

test: $(VENV)/.ready ## Lint, build the shops used for testing, run every dbt test and pytest
	$(RUN) bash tests/run.sh $(SCRATCH)

leakage: $(VENV)/.ready ## Prove on the shop's own data that nothing leaks: build it again with another future, and compare
	$(RUN) python -m lab.twins --vars "$(VARS)"

mutants: $(VENV)/.ready ## Prove that the proof works: plant leaks in copies of the project, and see each found
	$(RUN) python -m lab.mutants

faults: $(VENV)/.ready ## Kill builds at random moments, and see that what is published stays whole: make faults KILLS=50
	$(RUN) python -m lab.faults --kills $(KILLS)

backtest: $(VENV)/.ready ## Measure at several test cutoffs: make backtest CUTOFFS=5
	$(RUN) python -m lab.backtest --cutoffs $(CUTOFFS) --vars "$(VARS)"

quality: $(VENV)/.ready ## Compare with TIFU-kNN, implicit and others: make quality CUTOFFS=2026-01-05,2026-01-12
	$(RUN) python -m lab.quality --vars "$(VARS)" $(CUTOFFS)

tune: $(VENV)/.ready ## Search for the ranker's defaults on the demo, and on Online Retail: make tune ONLINE_RETAIL=file TRIALS=40
	$(RUN) python -m lab.tuning --trials $(TRIALS) $(if $(ONLINE_RETAIL),--online-retail '$(ONLINE_RETAIL)')

ablation: $(VENV)/.ready ## Measure what each retriever and each group of features is worth: make ablation ONLINE_RETAIL=file
	$(RUN) python -m lab.ablation $(if $(ONLINE_RETAIL),--online-retail '$(ONLINE_RETAIL)')

bench: $(VENV)/.ready ## Measure whole builds by step, and peers at the same work: make bench SIZES=1,4,16,31.8 NEXT_DAY=1
	$(RUN) python -m lab.speed --sizes $(SIZES) $(if $(NEXT_DAY),--next-day) $(if $(filter $(origin VARS),command line),--vars "$(VARS)")

lint: $(VENV)/.ready ## Lint Python and SQL
	$(RUN) bash tests/lint.sh

docs: $(VENV)/.ready ## Write docs/variables.md and the lineage site, one page: target/static_index.html
	$(RUN) python -m lab.variables_page
	$(RUN) dbt docs generate --static --vars "$(VARS)"
	@echo "Open target/static_index.html in a browser."

docs-serve: docs ## Serve the lineage site on localhost:8080
	$(RUN) dbt docs serve --host localhost --port 8080 --no-browser

lock: $(VENV)/.ready ## Write requirements.txt again from pyproject.toml
	$(VENV)/bin/python -m pip install --quiet uv
	$(VENV)/bin/uv pip compile pyproject.toml --group dev --constraint constraints.txt --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-strip-extras --output-file requirements.txt

clean: ## Remove what was built, but neither what is published nor the environment
	rm -rf target logs $(SCRATCH)
	find build -mindepth 1 ! -name .gitkeep -delete
