{#- The journal's events of a folder, whatever the source, for the shop: whoever asks runs after `int_shop_problems`. -#}
{%- macro journal(events) -%}
    {%- do ref('int_shop_problems') -%}
    {{ return(ref('stg_journal__' ~ events)) }}
{%- endmacro -%}
