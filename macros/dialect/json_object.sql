{%- macro json_object(text) -%}
    {{ return(adapter.dispatch('json_object')(text)) }}
{%- endmacro -%}

{#- The inner case keeps json_type from a text that is no JSON, of which it would complain. -#}
{%- macro default__json_object(text) -%}
    case when case when json_valid({{ text }}) then json_type({{ text }}) end = 'OBJECT' then {{ text }} end
{%- endmacro -%}

{%- macro spark__json_object(text) -%}
    case when substr(get_json_object({{ text }}, '$'), 1, 1) = '{' then {{ text }} end
{%- endmacro -%}
