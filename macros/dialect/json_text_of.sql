{#- The text of a field whose name is a column. -#}
{%- macro json_text_of(json, name) -%}
    {{ return(adapter.dispatch('json_text_of')(json, name)) }}
{%- endmacro -%}

{%- macro default__json_text_of(json, name) -%}
    json_extract_string({{ json }}, '$."' || {{ name }} || '"')
{%- endmacro -%}

{%- macro spark__json_text_of(json, name) -%}
    get_json_object({{ json }}, '$[\'' || {{ name }} || '\']')
{%- endmacro -%}
