with

article_history as (

    select * from {{ ref('int_article_history') }}
    where split = 'serve'

),

articles as (

    select * from {{ ref('int_articles') }}

),

margins as (

    select
        {{ id_as_text('article_id') }} as article_id,
        {{ price_micros(plain_text('margin')) }} as margin_micros
    from {{ ref('margins') }}

),

last_sales as (

    select
        as_of,
        article_key,
        max(sold_at) as last_event_at,
        max_by(spend_micros, -days_ago) as spend_micros,
        max_by(units, -days_ago) as units
    from article_history
    group by as_of, article_key

),

last_prices as (

    select
        as_of,
        article_key,
        last_event_at,
        {{ integer_divide('spend_micros', 'units') }} as price_micros
    from last_sales

),

usual_prices as (

    select
        as_of,
        cast(floor(median(price_micros)) as bigint) as price_micros
    from last_prices
    where price_micros > 0
    group by as_of

),

-- An article whose price is not known earns what is usual; in a shop without any price, everything earns 1.
article_margins as (

    select
        last_prices.as_of,
        articles.article_id,
        last_prices.last_event_at,
        last_prices.price_micros,
        cast(coalesce(
            margins.margin_micros,
            nullif(last_prices.price_micros, 0),
            usual_prices.price_micros,
            1000000
        ) as bigint) as margin_micros
    from last_prices
    inner join articles on last_prices.article_key = articles.article_key
    left join usual_prices on last_prices.as_of = usual_prices.as_of
    left join margins on articles.article_id = margins.article_id

)

select * from article_margins
