{#- Ends dbt with one sentence, in which a sign that would steer a terminal or that nobody sees is a question mark. -#}
{%- macro refuse(sentence) -%}
    {%- set shown = [] -%}
    {%- for sign in modules.re.sub('[' ~ unseen_signs() ~ ']', '?', sentence) -%}
        {%- do shown.append(sign if sign.isprintable() else '?') -%}
    {%- endfor -%}
    {{ exceptions.raise_compiler_error(shown | join) }}
{%- endmacro -%}
