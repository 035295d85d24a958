-- From dbt's manifest: the ranker was trained on the columns that the models' YAML marks as features, each once.
-- depends_on: {{ ref('ranker_model') }}
{{ problem_rows(unmarked_features(ref('ranker_model')) if execute else []) }}
