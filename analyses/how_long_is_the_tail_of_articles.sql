-- Which share of the sales do the best-selling tenths of the articles take?
with

purchases as (

    select * from purchases

),

sold as (

    select
        article_key,
        sum(units) as units,
        sum(spend_micros) as spend_micros
    from purchases
    group by article_key

),

ranked as (

    select
        article_key,
        units,
        spend_micros,
        ntile(10) over (
            order by units desc, article_key asc
        ) as tenth
    from sold

),

tenths as (

    select
        tenth,
        count(*) as articles,
        sum(units) as units,
        round(sum(units) * 1e0 / nullif(sum(sum(units)) over (), 0), 4) as share_of_units,
        round(median(spend_micros / nullif(units, 0)) filter (where spend_micros > 0) / 1e6, 2) as median_price
    from ranked
    group by tenth

)

select * from tenths
order by tenth
