{#-
    Ends dbt with one sentence if a variable cannot be used; what each may be stands in dbt_project.yml, under `variables`.
    Called where models are parsed too: a text where a number belongs would fail there first.
-#}
{%- macro check_variables() -%}
    {%- set source_name = var('source') -%}
    {%- set known_sources = sources() | list -%}
    {%- if source_name not in known_sources -%}
        {%- set given = "'" ~ source_name ~ "', which is unknown" if source_name else 'not set' -%}
        {{ refuse(
            'The variable source is ' ~ given ~ ': set it to '
            ~ known_sources[:-1] | join(', ') ~ ' or ' ~ known_sources[-1] ~ '.'
        ) }}
    {%- endif -%}

    {%- for name, variable in var('variables').items() if variable.get('only_for', source_name) == source_name -%}
        {%- if var(name) is not none or 'unset' not in variable -%}
            {%- do check_variable(name, variable) -%}
        {%- endif -%}
    {%- endfor -%}

    {%- do keep_builds() -%}
{%- endmacro -%}
