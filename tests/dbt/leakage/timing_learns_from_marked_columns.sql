-- From dbt's manifest: the hazard was grown on the columns that YAML marks as features of timing, each once.
-- depends_on: {{ ref('timing_models') }}
{{ problem_rows(unmarked_features(ref('timing_models'), 'timing_feature') if execute else []) }}
