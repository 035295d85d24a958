#!/usr/bin/env bash
# Lints Python and SQL. A source's staging folder is switched off while another source is chosen, and sqlfluff's dbt
# templater passes over what is switched off: so each source's staging is linted with that source chosen.
set -euo pipefail
cd "$(dirname "$0")/.."

ruff check .
ruff format --check .

sqlfluff lint models tests analyses
chosen=$(mktemp --suffix=.cfg)
trap 'rm -f "$chosen"' EXIT
for source in files hm online_retail; do
    printf '[sqlfluff:templater:dbt:context]\nsource = %s\n' "$source" > "$chosen"
    sqlfluff lint --config "$chosen" "models/staging/$source"
done
