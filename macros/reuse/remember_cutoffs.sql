{#- For a post-hook: writes on the table what its closed cutoffs were computed from, in the transaction that made it. -#}
{%- macro remember_cutoffs(subject) -%}
    {%- if execute -%}
        comment on table {{ this }} is '{{ tojson(cutoff_fingerprints(subject)) }}'
    {%- endif -%}
{%- endmacro -%}
