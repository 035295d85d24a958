-- Before anything is computed for a cutoff it is known whether that has been done before.
-- depends_on: {{ ref('int_cutoff_fingerprints') }}
{{ history_days(ref('int_timing_cutoffs'), ref('int_order_days')) }}
