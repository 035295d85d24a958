{{ config(materialized='view', post_hook="{{ stop_on_problem(this) }}") }}

{%- set where_from = var('source') ~ (' (' ~ var('raw_path') ~ ')' if var('raw_path') else '') -%}
{%- set history_needed = var('min_history_days') + 3 * var('label_days') -%}

with

shop as (

    select * from {{ ref('int_shop') }}

),

staged_articles as (

    select * from {{ chosen_staging('articles') }}

),

staged_customers as (

    select * from {{ chosen_staging('customers') }}

),

rejected_rows as (

    select * from {{ ref('int_rejected_rows') }}

),

no_sales as (

    select
        1 as severity,
        'no row of it is a usable sale: mend the rows, their reasons stand in int_rejected_rows' as sentence
    from shop
    where sale_lines = 0

),

rejected_totals as (

    select
        count(*) as rows_rejected,
        max(shop.sale_lines) as sale_lines
    from rejected_rows
    cross join shop

),

commonest_reason as (

    select
        file_name,
        reason,
        count(*) as rows_rejected,
        min(content) as example
    from rejected_rows
    group by file_name, reason
    order by rows_rejected desc, file_name asc, reason asc
    limit 1

),

too_many_rejected as (

    select
        0 as severity,
        rejected_totals.rows_rejected || ' of '
        || (rejected_totals.rows_rejected + rejected_totals.sale_lines)
        || ' rows cannot be used, more than max_rejected_share={{ var("max_rejected_share") }} allows; most often, in '
        || commonest_reason.file_name || ', ' || commonest_reason.reason || ' (' || commonest_reason.rows_rejected
        || ' rows, such as ' || commonest_reason.example
        || '): mend those rows or raise max_rejected_share' as sentence
    from rejected_totals
    cross join commonest_reason
    where
        rejected_totals.rows_rejected
        > {{ var('max_rejected_share') }}e0 * (rejected_totals.rows_rejected + rejected_totals.sale_lines)

),

duplicate_articles as (

    select
        2 as severity,
        'article_id ''' || article_id || ''' stands ' || count(*)
        || ' times in the articles: keep one row of each article' as sentence
    from staged_articles
    group by article_id
    having count(*) > 1

),

duplicate_customers as (

    select
        2 as severity,
        'customer_id ''' || customer_id || ''' stands ' || count(*)
        || ' times in the customers: keep one row of each customer' as sentence
    from staged_customers
    group by customer_id
    having count(*) > 1

),

sales_after_today as (

    select
        3 as severity,
        'its last sale is on ' || last_sold_on || ', which is after today (' || current_date
        || '): mend the dates in the column that becomes sold_at' as sentence
    from shop
    where last_sold_on > current_date

),

too_few_customers as (

    select
        4 as severity,
        'it has ' || buyers || ' customer with sales, and recommending needs at least 2: give the sales of more customers, each with a customer_id'
            as sentence
    from shop
    where buyers < 2

),

too_few_articles as (

    select
        4 as severity,
        'it has ' || articles || ' article with sales, and recommending needs at least 2: give the sales of more articles'
            as sentence
    from shop
    where articles < 2

),

short_history as (

    select
        5 as severity,
        'its sales span ' || ({{ days_between('first_sold_on', 'last_sold_on') }} + 1) || ' days ('
        || first_sold_on || ' to ' || last_sold_on || '), and {{ history_needed }} are needed: {{ var("min_history_days") }}'
        || ' of history, then label windows of {{ var("label_days") }} days each for train, validation and test;'
        || ' give a longer history or smaller label_days or min_history_days' as sentence
    from shop
    where {{ days_between('first_sold_on', 'last_sold_on') }} + 1 < {{ history_needed }}

),
{%- if var('ranking_test_as_of') %}

test_cutoff_outside as (

    select
        6 as severity,
        'ranking_test_as_of={{ var("ranking_test_as_of") }} does not fit its sales ('
        || first_sold_on || ' to ' || last_sold_on || '): choose a day from '
        || {{ add_days('first_sold_on', var('min_history_days') + 2 * var('label_days')) }} || ' to '
        || {{ add_days('last_sold_on', 1 - var('label_days')) }}
        || ', so that history lies before it and a whole label window after it' as sentence
    from shop
    where
        {{ days_between('first_sold_on', test_cutoff('ranking_test_as_of')) }}
        not between {{ var('min_history_days') + 2 * var('label_days') }}
        and {{ days_between('first_sold_on', 'last_sold_on') }} + 1 - {{ var('label_days') }}

),
{%- endif %}

problems as (

    select * from too_many_rejected
    union all
    select * from no_sales
    union all
    select * from duplicate_articles
    union all
    select * from duplicate_customers
    union all
    select * from sales_after_today
    union all
    select * from too_few_customers
    union all
    select * from too_few_articles
    union all
    select * from short_history
    {%- if var('ranking_test_as_of') %}
    union all
    select * from test_cutoff_outside
    {%- endif %}

),

sentences as (

    select
        severity,
        'source {{ dbt.escape_single_quotes(where_from) }}: ' || sentence || '.' as sentence
    from problems

)

select * from sentences
