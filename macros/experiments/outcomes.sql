{#-
    What each customer of a table did within its span, and in as many days before: rows of `members` with their sales joined.
    The table has a group, a customer_key, and the dates starts_on, ends_on, before_from, second_half_from and
    second_half_before_from.
-#}
{%- macro outcomes(members, group, since=none) -%}
    select
        {{ members }}.{{ group }},
        {{ members }}.customer_key,
        count(distinct sales.sold_on) filter (
            where sales.orders > 0 and sales.sold_on < {{ members }}.starts_on
        ) as order_days_before,
        {%- for suffix, condition in [
            ('', 'sales.sold_on >= ' ~ members ~ '.starts_on'),
            ('_before', 'sales.sold_on >= ' ~ members ~ '.before_from and sales.sold_on < ' ~ members ~ '.starts_on'),
        ] %}
        cast(coalesce(max(sales.orders) filter (where {{ condition }}), 0) as double) as conversion{{ suffix }},
        cast(coalesce(sum(sales.orders) filter (where {{ condition }}), 0) as double) as orders{{ suffix }},
        cast(coalesce(sum(sales.spend_micros) filter (where {{ condition }}), 0) as double) / 1e6
            as revenue{{ suffix }},
        {%- endfor %}
        cast(coalesce(max(sales.orders) filter (
            where sales.sold_on >= {{ members }}.second_half_from
        ), 0) as double) as retention,
        cast(coalesce(max(sales.orders) filter (
            where sales.sold_on >= {{ members }}.second_half_before_from and sales.sold_on < {{ members }}.starts_on
        ), 0) as double) as retention_before
    from {{ members }}
    left join sales
        on
            {{ members }}.customer_key = sales.customer_key
            and sales.sold_on < {{ members }}.ends_on
            {%- if since %}
            and sales.sold_on >= {{ members }}.{{ since }}
            {%- endif %}
    group by {{ members }}.{{ group }}, {{ members }}.customer_key
{%- endmacro -%}
