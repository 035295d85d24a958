# What a person does with the project; every target sets up the environment first, once.
# A shop's own data: make build SOURCE=files RAW_PATH=path/to/folder

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
SOURCE ?=
CUTOFFS ?= 5
TRIALS ?= 40
KILLS ?= 50
PARTS ?=
SIZES ?= 1,4,16,31.8
NEXT_DAY ?=
VERBOSE ?=
EXTRAS ?= api,dashboard,llm
REQUESTS ?= 10000
SERVED_CUSTOMERS ?= 1371980
ONLINE_RETAIL ?=
RAW_PATH ?=
VARS ?=

# What a person gives reaches a command through the environment, as "$$NAME": neither make nor a shell looks into it.
GIVEN := PYTHON SOURCE RAW_PATH VARS CUTOFFS TRIALS KILLS PARTS SIZES NEXT_DAY VERBOSE EXTRAS REQUESTS SERVED_CUSTOMERS ONLINE_RETAIL
$(foreach name,$(GIVEN),$(eval override $(name) := $$(value $(name))))
export $(GIVEN)

VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check
RUN := PATH="$$PWD/$(VENV)/bin:$$PATH"
# dbt's variables, in the shell variable of that name.
WITH_VARIABLES := variables=$$($(VENV)/bin/python -m dbt_plugins.variables);
# Tests build shops of their own beside the one in build/.
SCRATCH := build/test

.PHONY: help build test leakage mutants faults odd-shops supermarket processors backtest quality tune ablation bench fuzz serving lint docs docs-serve notebook pictures extras lock clean

help: ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

# $(call install,FILE): the environment with what FILE locks, and the project itself as it lies here.
define install
	@"$$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Local-Helix needs Python 3.11 or later, and this one is older: make PYTHON=python3.12 ...")'
	@$(VENV)/bin/python -c '' 2>/dev/null || "$$PYTHON" -m venv $(VENV)
	$(PIP) --require-hashes --requirement $(1)
	$(PIP) --no-build-isolation --no-deps --editable .
endef

$(VENV)/.ready: requirements.txt pyproject.toml
	$(call install,$<)
	@touch $@

# All that requirements.txt locks is in it, as locked there: so this environment is ready for the other targets too.
$(VENV)/.ready-dev: requirements-dev.txt requirements.txt pyproject.toml
	$(call install,$<)
	@touch $(VENV)/.ready $@

build: $(VENV)/.ready ## Build everything, with a line a step and a summary; make build VERBOSE=1 for dbt's whole log
	@$(WITH_VARIABLES) $(RUN) python -m dbt_plugins.build $(if $(VERBOSE),--verbose) --vars "$$variables"

test: $(VENV)/.ready-dev ## Lint, build the shops used for testing, run every dbt test and pytest
	$(RUN) bash tests/run.sh $(SCRATCH)

leakage: $(VENV)/.ready ## Prove on the shop's own data that nothing leaks: build it again with another future, and compare
	$(WITH_VARIABLES) $(RUN) python -m lab.twins --vars "$$variables"

mutants: $(VENV)/.ready-dev ## Prove that the proof works: plant leaks in copies of the project, and see each found
	$(RUN) python -m lab.mutants

faults: $(VENV)/.ready ## Crash, kill and starve builds, and see that what is published stays whole: make faults PARTS=crashes,kills KILLS=50
	$(RUN) python -m lab.faults --kills "$$KILLS" $${PARTS:+"$$PARTS"}

odd-shops: $(VENV)/.ready ## Build shops at the edge of what can be learned from, each whole or refused in one sentence
	$(RUN) python -m lab.odd_shops

supermarket: $(VENV)/.ready ## Build a supermarket where everybody buys in the last week, within 6 GB of memory
	$(RUN) python -m lab.supermarket build/supermarket --build

processors: $(VENV)/.ready ## Build the same shop with the mathematics of other processors, and compare
	$(RUN) python -m lab.processors

backtest: $(VENV)/.ready ## Measure at several test cutoffs: make backtest CUTOFFS=5
	$(WITH_VARIABLES) $(RUN) python -m lab.backtest --cutoffs "$$CUTOFFS" --vars "$$variables"

quality: $(VENV)/.ready-dev ## Compare with TIFU-kNN, implicit and others: make quality CUTOFFS=2026-01-05,2026-01-12
	$(WITH_VARIABLES) $(RUN) python -m lab.quality --vars "$$variables" $${CUTOFFS:+"$$CUTOFFS"}

tune: $(VENV)/.ready-dev ## Search for the ranker's defaults on the demo, and on Online Retail: make tune ONLINE_RETAIL=file TRIALS=40
	$(RUN) python -m lab.tuning --trials "$$TRIALS" $(if $(ONLINE_RETAIL),--online-retail "$$ONLINE_RETAIL")

ablation: $(VENV)/.ready-dev ## Measure what each retriever and each group of features is worth: make ablation ONLINE_RETAIL=file
	$(RUN) python -m lab.ablation $(if $(ONLINE_RETAIL),--online-retail "$$ONLINE_RETAIL")

bench: $(VENV)/.ready-dev ## Measure whole builds by step, and peers at the same work: make bench SIZES=1,4,16,31.8 NEXT_DAY=1
	$(RUN) python -m lab.speed --sizes "$$SIZES" $(if $(NEXT_DAY),--next-day) $(if $(VARS),--vars "$$VARS")

fuzz: $(VENV)/.ready-dev ## Ask the API 10,000 requests that nobody would think of: make fuzz REQUESTS=10000
	$(RUN) python -m lab.fuzzing --requests "$$REQUESTS"

serving: $(VENV)/.ready-dev ## Measure the API under load, kills and a takeover: make serving SERVED_CUSTOMERS=1371980 KILLS=50
	$(RUN) taskset --cpu-list 1 python -m lab.serving --customers "$$SERVED_CUSTOMERS" $(if $(KILLS),--kills "$$KILLS") $(if $(PARTS),--parts "$$PARTS")

lint: $(VENV)/.ready-dev ## Lint Python and SQL
	$(RUN) bash tests/lint.sh

# It shows what is published, and disturbs no build that runs meanwhile.
DOCS := target/docs

docs: $(VENV)/.ready ## Write docs/variables.md and the lineage site, one page: target/docs/static_index.html
	$(RUN) python -m lab.variables_page
	$(WITH_VARIABLES) $(RUN) dbt docs generate --static --target published --target-path $(DOCS) --vars "$$variables"
	@echo "Open $(DOCS)/static_index.html in a browser."

docs-serve: docs ## Serve the lineage site on localhost:8080
	$(RUN) dbt docs serve --target published --target-path $(DOCS) --host localhost --port 8080 --no-browser

notebook: $(VENV)/.ready-dev ## Run the notebooks in docs/ on the last build, keep what they show, and write target/eda.html
	$(RUN) python -m lab.notebook

pictures: $(VENV)/.ready ## Draw the pictures in README.md again, from the published demo
	$(RUN) python -m lab.readme_pictures

extras: $(VENV)/.ready ## Add the packages of one room or more: make extras EXTRAS=api,dashboard (or llm, spark, torch)
	$(PIP) --no-build-isolation --editable ".[$$EXTRAS]" --constraint constraints.txt

# constraints.txt holds one version of every package, whoever needs it; the files that are installed take theirs from it.
COMPILE := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url

lock: $(VENV)/.ready ## Write constraints.txt and the requirements files again from pyproject.toml
	$(PIP) uv
	$(COMPILE) --all-extras --group dev --output-file constraints.txt
	$(COMPILE) --group setup --constraint constraints.txt --generate-hashes --no-strip-extras --output-file requirements.txt
	$(COMPILE) --extra api --group setup --constraint constraints.txt --generate-hashes --no-strip-extras --output-file requirements-api.txt
	$(COMPILE) --extra api --extra dashboard --group dev --constraint constraints.txt --generate-hashes --no-strip-extras --output-file requirements-dev.txt

clean: ## Remove what was built, but neither what is published, nor the journal, nor the environment
	rm -rf target logs $(SCRATCH)
	find build -mindepth 1 ! -name .gitkeep ! -name 'journal.sqlite*' -delete
