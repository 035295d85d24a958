{#- The cutoff of today's lists, and what tells the model that ranked them from others. -#}
{%- macro lookup_origin(tables) -%}
    select
        cutoffs.as_of,
        models.fit_fingerprint as model_version
    from {{ tables['int_cutoffs'] }} as cutoffs
    cross join {{ tables['ranker_model'] }} as models
    where cutoffs.split = 'serve' and models.split = 'serve'
{%- endmacro -%}
