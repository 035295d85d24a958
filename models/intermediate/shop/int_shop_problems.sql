{{ config(post_hook="{{ stop_on_problem(this) }}") }}

{%- set shortest_window = [var('label_days'), horizons()[0]] | max -%}
{%- set is_label_window = var('label_days') == shortest_window -%}
{%- set window_in_words = 'label_days=' ~ shortest_window if is_label_window else shortest_window ~ ' days' -%}
{%- set what_to_lower = 'label_days or min_history_days' if is_label_window else 'min_history_days' -%}
{%- set history_needed = var('min_history_days') + 3 * shortest_window %}

-- The staging models are asked, not the shop behind them: nothing there is rebuilt before the shop is found fit.
with

transactions as (

    select * from {{ chosen_staging('transactions', before_check=true) }}

),

customers as (

    select * from {{ chosen_staging('customers', before_check=true) }}

),

articles as (

    select * from {{ chosen_staging('articles', before_check=true) }}

),

rejected_rows as (

    select * from {{ ref('int_rejected_rows') }}

),

journal_segments as (

    select * from {{ ref('int_journal_segments') }}

),

id_matches as (

    select
        *,
        -- Whose id is written another way in a list of opt-outs has opted out all the same.
        ids_known + case when file_name = 'opt_outs' then ids_nearly_sold else 0 end as ids_met,
        least(ids, shop_ids_sold) as ids_that_could_meet
    from {{ ref('int_id_matches') }}

),

seed_problems as (

    select
        3 as severity,
        place,
        sentence
    from {{ ref('int_seed_problems') }}
    union all
    select
        3 as severity,
        place,
        sentence
    from {{ ref('int_experiment_problems') }}

),

-- Two ids differ exactly if the first and the last do, which is cheaper to find than a count.
shop as (

    select
        count(*) as sale_lines,
        min(customer_id) as first_customer_id,
        max(customer_id) as last_customer_id,
        min(article_id) as first_article_id,
        max(article_id) as last_article_id,
        min(cast(sold_at as date)) as first_sold_on,
        max(cast(sold_at as date)) as last_sold_on,
        max(cast(sold_at as date)) filter (where customer_id is not null and cancelled_at is null) as last_bought_on,
        {{ days_between('min(sold_at)', 'max(sold_at)') }} + 1 as days
    from transactions

),

order_days as (

    select distinct cast(sold_at as date) as sold_on from transactions
    where customer_id is not null

),

closed_cutoffs as (

    {{ closed_cutoffs('shop', 'order_days') }}

),

-- The journal has a share of its own: it may have more events than there are sales, and far fewer.
usable_totals as (

    select
        '{{ var("source") }}' as source,
        sale_lines as usable_rows
    from shop
    union all
    select
        'journal' as source,
        cast(coalesce(sum(lines - rejected), 0) as bigint) as usable_rows
    from journal_segments

),

rejected_totals as (

    select
        usable_totals.source,
        count(*) as rows_rejected,
        max(usable_totals.usable_rows) as usable_rows
    from rejected_rows
    inner join usable_totals on rejected_rows.source = usable_totals.source
    group by usable_totals.source

),

commonest_reasons as (

    select
        source,
        file_name,
        reason,
        count(*) as rows_rejected,
        min(content) as example
    from rejected_rows
    group by source, file_name, reason
    qualify row_number() over (partition by source order by count(*) desc, file_name asc, reason asc) = 1

),

broken_quotes as (

    select
        0 as severity,
        {{ file_called('file_name', 'source') }} as place,
        'the quotes in line ' || min(cast(regexp_extract(content, 'line.:([0-9]+)', 1) as bigint))
        || ' are broken, and lines after it may be lost: close them, and write a quote inside a field as ""'
            as sentence
    from rejected_rows
    where reason = {{ broken_quotes() }}
    group by source, file_name

),

too_many_rejected as (

    select
        1 as severity,
        {{ file_called('commonest_reasons.file_name', 'rejected_totals.source') }} as place,
        commonest_reasons.reason || ' in ' || commonest_reasons.rows_rejected || ' of its rows, such as '
        || substr(commonest_reasons.example, 1, 300) || ', and ' || rejected_totals.rows_rejected || ' of all '
        || (rejected_totals.rows_rejected + rejected_totals.usable_rows)
        || ' rows cannot be used, more than max_rejected_share={{ var("max_rejected_share") }} allows:'
        || ' fix those rows or raise max_rejected_share' as sentence
    from rejected_totals
    inner join commonest_reasons on rejected_totals.source = commonest_reasons.source
    where
        rejected_totals.rows_rejected
        > cast('{{ var("max_rejected_share") }}' as double)
        * (rejected_totals.rows_rejected + rejected_totals.usable_rows)

),

no_sales as (

    select
        2 as severity,
        {{ file_of('transactions') }} as place,
        'no row of it is a usable sale: fix the rows, their reasons stand in int_rejected_rows' as sentence
    from shop
    where sale_lines = 0

),

duplicate_articles as (

    select
        3 as severity,
        {{ file_of('articles') }} as place,
        'article_id ''' || article_id || ''' stands ' || count(*)
        || ' times in it: keep one row of each article' as sentence
    from articles
    group by article_id
    having count(*) > 1

),

duplicate_customers as (

    select
        3 as severity,
        {{ file_of('customers') }} as place,
        'customer_id ''' || customer_id || ''' stands ' || count(*)
        || ' times in it: keep one row of each customer' as sentence
    from customers
    group by customer_id
    having count(*) > 1

),

ids_written_two_ways as (

    select
        3 as severity,
        place,
        ids_nearly_sold || ' of its ' || ids || ' ' || entity
        || '_ids are written in another way than in the sales, such as ''' || nearly_sold_example
        || ''', which is ''' || nearly_sold_as || ''' there: write leading zeros, letters'
        || ' and blanks alike in every file, with ids as text where a spreadsheet saves them' as sentence
    from id_matches
    where
        file_name <> 'opt_outs'
        and ids_nearly_sold > cast('{{ var("max_rejected_share") }}' as double) * ids

),

-- What was shown and answered may be of people who have bought nothing yet.
ids_that_do_not_meet as (

    select
        3 as severity,
        place,
        case when ids_met = 0 then 'none' else 'only ' || ids_met end || ' of its ' || ids || ' ' || entity
        || '_ids is known, it has ids such as ''' || first_unsold || ''' and ''' || last_unsold
        || ''', and the sales such as ''' || sold_example || ''': write ids alike in every file' as sentence
    from id_matches
    where
        ids_that_could_meet >= case when file_name in ('exposures', 'responses', 'assignments') then 10 else 2 end
        and ids_met * 100 < ids_that_could_meet

),

latest_sales as (

    select
        sold_at,
        customer_id,
        article_id
    from transactions
    order by sold_at desc, customer_id asc nulls last, article_id asc
    limit 1

),

sales_after_today as (

    select
        4 as severity,
        {{ file_of('transactions') }} as place,
        'its last sale is on ' || cast(sold_at as date) || ', after today (' || current_date || '), of article '''
        || article_id || ''' to ' || coalesce('customer ''' || customer_id || '''', 'nobody known')
        || ': fix or remove the sales after today' as sentence
    from latest_sales
    where cast(sold_at as date) > current_date

),

too_few_customers as (

    select
        5 as severity,
        {{ file_of('transactions') }} as place,
        case
            when first_customer_id is null then 'no sale has a customer'
            else 'all its sales are of one customer, ''' || first_customer_id || ''''
        end
        || ', and recommending needs at least two: add the sales of other customers, each with the customer''s id'
            as sentence
    from shop
    where sale_lines > 0 and (first_customer_id is null or first_customer_id = last_customer_id)

),

too_few_articles as (

    select
        9 as severity,
        {{ file_of('transactions') }} as place,
        'all its sales are of one article, ''' || first_article_id
        || ''', and recommending needs at least two: add the sales of other articles' as sentence
    from shop
    where first_article_id = last_article_id

),

short_history as (

    select
        6 as severity,
        {{ file_of('transactions') }} as place,
        'its sales span ' || days || case when days = 1 then ' day (' else ' days (' end
        || first_sold_on || ' to ' || last_sold_on
        || '), and {{ history_needed }} are needed, min_history_days={{ var("min_history_days") }}'
        || ' and three windows of {{ window_in_words }} to train, validate and test:'
        || ' give a longer history, or lower {{ what_to_lower }}' as sentence
    from shop
    where days < {{ history_needed }}

),

-- A shop that was closed, or knew nobody, for a while has fewer windows than its days would have.
windows_with_buyers as (

    select
        shop.last_bought_on,
        count(closed_cutoffs.as_of) as windows
    from shop
    left join closed_cutoffs on true
    where shop.days >= {{ history_needed }} and shop.last_bought_on is not null
    group by shop.last_bought_on

),

too_few_windows as (

    select
        6 as severity,
        {{ file_of('transactions') }} as place,
        'known customers bought in ' || windows
        || ' of its windows of label_days={{ var("label_days") }}'
        || ' that have min_history_days={{ var("min_history_days") }} of sales before them,'
        || ' the last of which ends on ' || last_bought_on
        || ', and three are needed, to train, validate and test: give the customers of more sales, a longer history,'
        || ' or lower label_days or min_history_days' as sentence
    from windows_with_buyers
    where windows < 3

),

nothing_kept as (

    select
        5 as severity,
        {{ file_of('transactions') }} as place,
        'every sale to a known customer was cancelled: add sales that were not' as sentence
    from shop
    where last_bought_on is null and first_customer_id is not null

),
{%- if var('ranking_test_as_of') %}

test_cutoff_outside as (

    select
        7 as severity,
        {{ file_of('transactions') }} as place,
        'ranking_test_as_of={{ var("ranking_test_as_of") }} does not fit its sales ('
        || first_sold_on || ' to ' || last_sold_on || '): choose a day from '
        || {{ add_days('first_sold_on', var('min_history_days') + 2 * var('label_days')) }} || ' to '
        || {{ add_days('last_bought_on', 1 - var('label_days')) }}
        || ', so that history lies before it and a whole label window after it' as sentence
    from shop
    where
        {{ days_between('first_sold_on', test_cutoff('ranking_test_as_of')) }}
        not between {{ var('min_history_days') + 2 * var('label_days') }}
        and {{ days_between('first_sold_on', 'last_bought_on') }} + {{ 1 - var('label_days') }}

),
{%- endif %}
{%- if var('timing_test_as_of') %}

timing_test_cutoff_outside as (

    select
        8 as severity,
        {{ file_of('transactions') }} as place,
        'timing_test_as_of={{ var("timing_test_as_of") }} does not fit its sales ('
        || first_sold_on || ' to ' || last_sold_on || '): choose a day from '
        || {{ add_days('first_sold_on', var('min_history_days') + 2 * horizons()[0]) }} || ' to '
        || {{ add_days('last_bought_on', 1 - horizons()[0]) }}
        || ', so that history lies before it and a week after it' as sentence
    from shop
    where
        {{ days_between('first_sold_on', test_cutoff('timing_test_as_of')) }}
        not between {{ var('min_history_days') + 2 * horizons()[0] }}
        and {{ days_between('first_sold_on', 'last_bought_on') }} + {{ 1 - horizons()[0] }}

),
{%- endif %}

problems as (

    select * from broken_quotes
    union all
    select * from too_many_rejected
    union all
    select * from no_sales
    union all
    select * from duplicate_articles
    union all
    select * from duplicate_customers
    union all
    select * from seed_problems
    union all
    select * from ids_written_two_ways
    union all
    select * from ids_that_do_not_meet
    union all
    select * from sales_after_today
    union all
    select * from too_few_customers
    union all
    select * from too_few_articles
    union all
    select * from short_history
    union all
    select * from too_few_windows
    union all
    select * from nothing_kept
    {%- if var('ranking_test_as_of') %}
    union all
    select * from test_cutoff_outside
    {%- endif %}
    {%- if var('timing_test_as_of') %}
    union all
    select * from timing_test_cutoff_outside
    {%- endif %}

),

sentences as (

    select
        severity,
        case
            when severity = 6 then 'cutoffs'
            when severity = 7 then 'ranking'
            when severity = 8 then 'timing'
            when severity = 9 then 'lists'
            else 'shop'
        end as concerns,
        {{ printable_text("place || ': ' || sentence || '.'") }} as sentence
    from problems

)

select * from sentences
