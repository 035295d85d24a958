{#- A message template with an expression in the place of each placeholder, nothing where none is given. -#}
{%- macro filled_in(template, words) -%}
    {%- set filled = namespace(text=template) -%}
    {%- for placeholder in message_placeholders() -%}
        {%- set filled.text = 'replace(' ~ filled.text ~ ", '{" ~ placeholder ~ "}', " ~ words.get(placeholder, "''") ~ ')' -%}
    {%- endfor -%}
    {{ return(filled.text) }}
{%- endmacro -%}
