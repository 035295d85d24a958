{#-
    Draws pairs: the order of a hash is a sample that stays the same when the shop grows. Two columns with integer keys.
    The fifth power modulo a prime has no pattern in keys that follow each other; a sum alone favours the oldest
    articles of a shop with a few hundred.
-#}
{%- macro sampling_hash(article_key='article_key', customer_key='customer_key') -%}
    {%- set sum = '((cast(' ~ article_key ~ ' as bigint) * 7919 + cast(' ~ customer_key ~ ' as bigint) * 104729) % 1299709)' -%}
    {%- set square = '(' ~ sum ~ ' * ' ~ sum ~ ' % 1299709)' -%}
    {{ square }} * {{ square }} % 1299709 * {{ sum }} % 1299709
{%- endmacro -%}
