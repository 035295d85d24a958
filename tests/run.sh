#!/usr/bin/env bash
# Everything that must hold before a change lands: lint, the demo shop with every dbt test, the real shops where their
# data is at hand (HELIX_REAL_DATA), twins, mutants and pytest. Shops are built in the folder given, never in build/ itself,
# and only the demo is published, beside its database.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$1
mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd)

step() { printf '\n== %s\n' "$*"; }

# Only what went wrong, and the summary at the end: 370 lines of PASS tell nobody anything.
build() {
    local name=$1
    shift
    HELIX_DB="$scratch/$name.duckdb" dbt --quiet build --target-path "$scratch/target_$name" --log-path "$scratch/logs_$name" "$@"
}

step services that tests use
bash tests/services.sh

step lint
bash tests/lint.sh

step demo shop
rm -rf "$scratch"/demo* "$scratch"/mlflow
build demo
HELIX_DB="$scratch/demo.duckdb" dbt --quiet docs generate --static --target published \
    --target-path "$scratch/target_docs" --log-path "$scratch/logs_demo"

if [ -d "${HELIX_REAL_DATA:-}" ]; then
    export HELIX_KEEP_BUILDS=0
    step online_retail
    build online_retail --vars "{source: online_retail, raw_path: $HELIX_REAL_DATA/online_retail/online_retail.parquet, ranking_test_as_of: 2011-10-20}"
    step hm, staging and shop
    build hm --select +int_transactions +int_customers +int_articles +int_shop \
        --vars "{source: hm, raw_path: $HELIX_REAL_DATA/hm_sample}"
    unset HELIX_KEEP_BUILDS
else
    step "online_retail and hm are skipped: HELIX_REAL_DATA names no folder"
fi

step twins of the demo shop
# A leak shows as well with few cutoffs to learn timing from, and sooner.
python -m lab.twins --folder "$scratch/leakage" --vars '{timing_train_cutoffs: 12}'

step a representative part of the mutants
python -m lab.mutants --representative --folder "$scratch/mutants"

step pytest
# Most of it waits for dbt, which uses one core: two files at a time.
HELIX_DB="$scratch/demo.duckdb" python -m pytest --numprocesses 2 --dist loadfile --cov --cov-report=term:skip-covered
