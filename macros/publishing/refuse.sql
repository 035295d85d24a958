{#- Ends dbt with one sentence, in which a sign that would steer a terminal is a question mark. -#}
{%- macro refuse(sentence) -%}
    {{ exceptions.raise_compiler_error(
        modules.re.sub('[\\x00-\\x1f\\x7f-\\x9f\\xad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]', '?', sentence)
    ) }}
{%- endmacro -%}
