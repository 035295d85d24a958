{#- The first rank of the band that a rank lies in: 1, 2 to 3, 4 to 7, 8 to 15, … Null for a null. -#}
{%- macro rank_band(rank) -%}
    case
        {%- for first_rank in [1, 2, 4, 8, 16, 32, 64] %}
        when {{ rank }} < {{ first_rank * 2 }} then {{ first_rank }}
        {%- endfor %}
        when {{ rank }} is not null then 128
    end
{%- endmacro -%}
