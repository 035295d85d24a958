-- From dbt's manifest and the tables: whatever has an as_of has its newest event tested against it, but for the
-- cutoffs, whom they look at, and what looks into label windows.
-- depends_on: {{ ref('recommendations') }}
{{ problem_rows(untested_cutoffs() if execute else []) }}
