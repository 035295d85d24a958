{#- Place of a pair among those of its customer and cutoff, best first: scores alike to nine decimals are a tie, which the smaller key wins. -#}
{%- macro rank_by_score() -%}
    cast(row_number() over (
            partition by as_of, customer_key order by round(score, 9) desc, article_key
        ) as integer)
{%- endmacro -%}
