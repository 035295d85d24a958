-- From dbt's manifest: nothing that a cutoff may know is made from what looks into a label window.
-- depends_on: {{ ref('pair_features') }}
-- depends_on: {{ ref('labels') }}
-- depends_on: {{ ref('int_audience') }}
-- depends_on: {{ ref('int_timing_audience') }}
-- depends_on: {{ ref('timing_features') }}
{{ problem_rows(features_from_labels([ref('int_audience'), ref('int_timing_audience')]) if execute else []) }}
