{#-
    What this model's rows come from if it runs now: its own code, and the version of each table that it reads. Of a model
    marked `fingerprint: content` the rows themselves are in int_cutoff_fingerprints, and its code has no part in it.
-#}
{%- macro current_origin() -%}
    {%- if model.config.meta.get('fingerprint') == 'content' -%}
        {{ return({'code': 'content', 'read': {}}) }}
    {%- endif -%}
    {%- set known, read = origins(), {} -%}
    {%- for unique_id in (model.depends_on or {}).get('nodes', []) -%}
        {%- set source = graph.nodes.get(unique_id) or graph.sources[unique_id] -%}
        {#- What only a hook or a comment names gives no rows. -#}
        {%- if model.language == 'python' or source.relation_name in model.compiled_code -%}
            {%- set name = source.alias or source.identifier -%}
            {%- do read.update({name: version_of(name, known)}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return({'code': code_fingerprint(), 'read': read}) }}
{%- endmacro -%}
