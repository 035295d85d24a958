{#- Whether a customer of a fold may be looked at in a role: with held_out_fold, that fold is tested and the others train. -#}
{%- macro on_its_side(split, customer_fold) -%}
    {%- if var('held_out_fold') is none -%}
        true
    {%- else -%}
        (({{ split }} = 'test') = ({{ customer_fold }} = {{ var('held_out_fold') }}))
    {%- endif -%}
{%- endmacro -%}
