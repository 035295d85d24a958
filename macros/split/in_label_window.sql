{#- [as_of, as_of + label_days): what a customer bought in here is what the ranker is asked to foresee. -#}
{%- macro in_label_window(moment, as_of='as_of') -%}
    {{ moment }} >= {{ as_of }} and {{ moment }} < {{ add_days(as_of, var('label_days')) }}
{%- endmacro -%}
