{#-
    For the post-hook of the model that reads a shop's sales: rejects those that lie more than `max_gap_days` apart from
    all others, as sales of 1900-01-01 do. Days with no longer gap between them are one stretch; the stretch with most
    sales is the shop's. Another is a stretch of strays if it has no larger share of the sales than may be rejected, or is
    a single day: a shop that was closed for years has more, and keeps them.
-#}
{%- macro reject_stray_days(model, moment, column) -%}
    update {{ model }} as line
    set
        reject_reason = '{{ column }} is more than {{ var("max_gap_days") }} days apart from all other sales',
        rejected_content = {{ row_as_json('line') }}
    from (
        with

        days as (

            select
                cast({{ moment }} as date) as day,
                count(*) as sales
            from {{ model }}
            where reject_reason is null
            group by cast({{ moment }} as date)

        ),

        beginnings as (

            select
                day,
                sales,
                coalesce(
                    {{ days_between('lag(day) over (order by day)', 'day') }} > {{ var('max_gap_days') }}, true
                ) as begins
            from days

        ),

        stretches as (

            select
                day,
                sales,
                count(*) filter (where begins) over (order by day rows unbounded preceding) as stretch
            from beginnings

        ),

        sizes as (

            select
                stretch,
                sum(sales) as sales,
                count(*) as days,
                sum(sum(sales)) over () as all_sales,
                row_number() over (order by sum(sales) desc, stretch desc) as place
            from stretches
            group by stretch

        )

        select stretches.day
        from stretches
        inner join sizes on stretches.stretch = sizes.stretch
        where
            sizes.place > 1
            and (sizes.days = 1 or sizes.sales <= cast('{{ var("max_rejected_share") }}' as double) * sizes.all_sales)
    ) as strays
    where line.reject_reason is null and cast(line.{{ moment }} as date) = strays.day
{%- endmacro -%}
