{#- Cutoffs lie a week apart; a customer's turn comes round after so many of them. -#}
{%- set turns = 4 -%}

with

ranking_audience as (

    select * from {{ ref('int_audience') }}
    where split = 'test'

),

cutoffs as (

    select * from {{ ref('int_timing_cutoffs') }}

),

customers as (

    select * from {{ ref('int_customers') }}

),

-- Who is named by sales alone is nobody before the first of them.
known_customers as (

    select
        cutoffs.target,
        cutoffs.as_of,
        cutoffs.split,
        customers.customer_key,
        case
            when {{ before_cutoff('customers.first_sold_on', 'cutoffs.as_of') }} then customers.first_sold_on
        end as first_sold_on
    from cutoffs
    cross join customers
    where
        cutoffs.target in ('timing_test', 'serve')
        and (
            {{ before_cutoff('customers.first_sold_on', 'cutoffs.as_of') }}
            or customers.is_listed
            or cutoffs.split = 'serve'
        )
        and (cutoffs.split = 'serve' or {{ on_its_side('cutoffs.split', 'customers.customer_fold') }})

),

train_cutoffs as (

    select
        as_of,
        split,
        {{ integer_divide(day_number('as_of'), 7) }} % {{ turns }} as turn
    from cutoffs
    where split = 'train'

),

-- The order of a hash is a draw that stays the same when the shop grows.
customers_in_order as (

    select
        customer_key,
        customer_fold,
        first_sold_on,
        {{ hash_bucket('customer_id', turns) }} as turn,
        row_number() over (order by md5(customer_id), customer_key) as place
    from customers

),

-- A customer adds little information a week later, so customers take turns.
drawn_customers as (

    select
        train_cutoffs.as_of,
        train_cutoffs.split,
        customers_in_order.customer_key,
        customers_in_order.first_sold_on,
        row_number() over (
            partition by train_cutoffs.as_of
            order by
                customers_in_order.place + case
                    when customers_in_order.turn = train_cutoffs.turn then 0 else {{ 2 ** 31 }}
                end
        ) as sample_rank
    from train_cutoffs
    cross join customers_in_order
    where
        {{ before_cutoff('customers_in_order.first_sold_on', 'train_cutoffs.as_of') }}
        and {{ on_its_side('train_cutoffs.split', 'customers_in_order.customer_fold') }}

),

audience as (

    select
        target,
        as_of,
        split,
        'everyone' as cohort,
        customer_key,
        first_sold_on
    from known_customers
    union all
    select
        cast(null as string) as target,
        as_of,
        split,
        'everyone' as cohort,
        customer_key,
        first_sold_on
    from drawn_customers
    where sample_rank <= {{ integer_divide(var('timing_customers') ~ ' + ' ~ (turns - 1), turns) }}
    union all
    select
        'ranking_test' as target,
        as_of,
        split,
        cohort,
        customer_key,
        cast(null as date) as first_sold_on
    from ranking_audience

)

select * from audience
