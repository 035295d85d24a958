with

units as (

    select
        *,
        {{ wide_integer('numerator') }} as x,
        {{ wide_integer('denominator') }} as y
    from {{ ref('business_units') }}

),

-- Sums of whole numbers, so that they are the same in whatever order they are taken.
business_counts as (

    select
        metric,
        reading,
        experiment,
        arm,
        starts_on,
        ends_on,
        count(*) as customers,
        cast(sum(x) as double) as x,
        cast(sum(y) as double) as y,
        cast(sum(x * x) as double) as xx,
        cast(sum(x * y) as double) as xy,
        cast(sum(y * y) as double) as yy
    from units
    group by all

)

select * from business_counts
order by metric, reading, experiment, arm
