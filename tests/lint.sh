#!/usr/bin/env bash
# Lints Python and SQL. A source's staging folder is switched off while another source is chosen, and sqlfluff's dbt
# templater passes over what is switched off: so each source's staging is linted with that source chosen.
set -euo pipefail
cd "$(dirname "$0")/.."

# sqlfluff tells of every file it passes over, and DuckDB of what an interpreter leaves behind: neither is a finding.
lint_sql() {
    sqlfluff lint --nocolor "$@" 2>&1 | { grep -vE '^(nanobind:| - |See https://nanobind|WARNING +Skipped file|=== )' || true; }
}

ruff check .
ruff format --check .
lint-imports --no-cache --no-logo

lint_sql models tests analyses
chosen=$(mktemp --suffix=.cfg)
trap 'rm -f "$chosen"' EXIT
for source in $(python -m lab.sources); do
    printf '[sqlfluff:templater:dbt:context]\nsource = %s\n' "$source" > "$chosen"
    lint_sql --config "$chosen" "models/staging/$source" models/staging/journal
done
