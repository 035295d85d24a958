{#- What is said of a field that is not there, or is none of its type, behind its name. -#}
{%- macro reason_if_null(type) -%}
    {{ return({
        'string': 'is missing',
        'timestamp': 'is no date or time',
        'integer': 'is no whole number',
        'ids': 'is no list of ids',
    }[type]) }}
{%- endmacro -%}
