{#- Whether a response of the journal speaks for the channel that it came over: any does, but one that sends away. -#}
{%- macro is_answer(response) -%}
    lower({{ response }}) not in ('dismiss', 'dismissed')
{%- endmacro -%}
