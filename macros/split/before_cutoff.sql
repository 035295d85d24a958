{#- The one comparison that keeps the future out: strictly before, as a date without a time belongs to its whole day. -#}
{%- macro before_cutoff(moment, as_of='as_of') -%}
    {{ moment }} < {{ as_of }}
{%- endmacro -%}
