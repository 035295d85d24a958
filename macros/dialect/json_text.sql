{%- macro json_text(json, field) -%}
    {{ return(adapter.dispatch('json_text')(json, field)) }}
{%- endmacro -%}

{%- macro default__json_text(json, field) -%}
    json_extract_string({{ json }}, '$.{{ field }}')
{%- endmacro -%}

{%- macro spark__json_text(json, field) -%}
    get_json_object({{ json }}, '$.{{ field }}')
{%- endmacro -%}
