{#- Whether a response of the journal takes a click: what was only in view, or sent away, does not. -#}
{%- macro is_click(response) -%}
    lower({{ response }}) in ('clicked', 'liked', 'rated', 'added', 'bought')
{%- endmacro -%}
