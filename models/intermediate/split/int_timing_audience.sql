with

offers_audience as (

    select * from {{ ref('int_audience') }}
    where split in ('test', 'idle')

),

cutoffs as (

    select * from {{ ref('int_timing_cutoffs') }}
    where split <> 'offers'

),

customers as (

    select * from {{ ref('int_customers') }}

),

drawn_customers as (

    select
        customer_key,
        customer_fold,
        is_listed,
        first_sold_on,
        row_number() over (order by md5(customer_id), customer_key) as place
    from customers

),

-- Who is named by sales alone is nobody before the first of them.
known_customers as (

    select
        cutoffs.as_of,
        cutoffs.split,
        drawn_customers.customer_key,
        case
            when {{ before_cutoff('drawn_customers.first_sold_on', 'cutoffs.as_of') }}
                then drawn_customers.first_sold_on
        end as first_sold_on,
        drawn_customers.place
    from cutoffs
    cross join drawn_customers
    where
        (
            {{ before_cutoff('drawn_customers.first_sold_on', 'cutoffs.as_of') }}
            or (drawn_customers.is_listed and cutoffs.split <> 'train')
            or cutoffs.split = 'serve'
        )
        and (cutoffs.split = 'serve' or {{ on_its_side('cutoffs.split', 'drawn_customers.customer_fold') }})

),

ranked_customers as (

    select
        as_of,
        split,
        customer_key,
        first_sold_on,
        row_number() over (partition by as_of, split order by place) as sample_rank
    from known_customers

),

audience as (

    select
        as_of,
        split,
        customer_key,
        first_sold_on
    from ranked_customers
    where split in ('test', 'serve') or (split = 'train' and sample_rank <= {{ var('timing_customers') }})
    union all
    select
        as_of,
        'offers' as split,
        customer_key,
        cast(null as date) as first_sold_on
    from offers_audience

)

select * from audience
