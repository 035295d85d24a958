{#-
    The sources, which dbt_project.yml lists: the folders of models/staging that it switches on by the variable
    `source`, each with what its entry says under `meta`. Known while models are parsed, as they depend on it.
-#}
{%- macro sources() -%}
    {%- set found = {} -%}
    {%- for folder, entry in adapter.config.models[project_name]['staging'].items() if '+enabled' in entry -%}
        {%- do found.update({folder: entry.get('+meta', {})}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro -%}
