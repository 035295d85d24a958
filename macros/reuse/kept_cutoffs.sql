{#-
    The closed cutoffs whose rows in this model's table are as good as new, as "as_of split": the table's comment says
    what they were computed from. None in a unit test, in which the table has no part, or with --full-refresh.
-#}
{%- macro kept_cutoffs(subject) -%}
    {%- set kept = [] -%}
    {%- if execute and model.resource_type == 'model' and not flags.FULL_REFRESH -%}
        {%- set computed_from = fromjson(table_comment(this) or '', {}) -%}
        {%- for cutoff, fingerprint in cutoff_fingerprints(subject).items() -%}
            {%- if computed_from.get(cutoff) == fingerprint -%}
                {%- do kept.append(cutoff) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(kept) }}
{%- endmacro -%}
