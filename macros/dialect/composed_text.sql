{#- A text whose letters with accents are one character each, however they were typed; as it is on Spark, which cannot tell. -#}
{%- macro composed_text(text) -%}
    {{ return(adapter.dispatch('composed_text')(text)) }}
{%- endmacro -%}

{%- macro default__composed_text(text) -%}
    nfc_normalize({{ text }})
{%- endmacro -%}

{%- macro spark__composed_text(text) -%}
    {{ text }}
{%- endmacro -%}
