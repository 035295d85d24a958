{#- An article that nobody bought for this many days is taken to be off sale, and is not proposed to anybody new. -#}
{%- macro days_on_sale() -%}
    56
{%- endmacro -%}
