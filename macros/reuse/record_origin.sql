{#-
    Post-hook of every model and seed: writes down as the table's comment, in the transaction that makes it, what its rows
    come from, and of a cutoff_table which closed cutoffs it holds, with their fingerprints.
-#}
{%- macro record_origin() -%}
    {%- if execute -%}
        {%- set origin = current_origin() -%}
        {%- if model.config.meta.get('reuse') -%}
            {%- do origin.update({'cutoffs': cutoff_fingerprints(model.config.meta['reuse'])}) -%}
        {%- endif -%}
        {%- set kind = 'view' if model.config.materialized == 'view' else 'table' -%}
        {{ comment_on(kind, this, tojson(origin, sort_keys=true)) }}
    {%- endif -%}
{%- endmacro -%}
