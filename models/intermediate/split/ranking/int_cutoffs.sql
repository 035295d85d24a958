{%- do check_variables() %}

-- depends_on: {{ ref('int_shop_problems') }}
with

shop as (

    select * from {{ ref('int_shop') }}

),

order_days as (

    select * from {{ ref('int_order_days') }}

),

closed_cutoffs as (

    {{ closed_cutoffs('shop', 'order_days') }}

),

serve_cutoff as (

    select
        {{ add_days('last_sold_on', 1) }} as as_of,
        'serve' as split
    from shop

),

all_cutoffs as (

    select * from closed_cutoffs
    union all
    select * from serve_cutoff

),

cutoffs as (

    select
        as_of,
        split,
        as_of as label_from,
        {{ add_days('as_of', var('label_days')) }} as label_until
    from all_cutoffs

)

select * from cutoffs
