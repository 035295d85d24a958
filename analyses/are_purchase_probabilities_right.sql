-- Is purchase_probability right: of offers given a probability p, is a share p bought?
with

-- Of a draw of all whom the shop knew, whether they bought anything or not.
chances as (

    select * from evaluated_chances
    where is_drawn

),

offers as (

    select
        purchase_probability,
        is_bought,
        ntile(10) over (
            order by purchase_probability, customer_key, article_key
        ) as decile
    from chances

),

deciles as (

    select
        decile,
        count(*) as offers,
        count(*) filter (where is_bought) as bought,
        round(min(purchase_probability), 4) as lowest_foretold,
        round(max(purchase_probability), 4) as highest_foretold,
        round(avg(purchase_probability), 4) as share_foretold,
        round(count(*) filter (where is_bought) * 1e0 / count(*), 4) as share_bought,
        round(count(*) filter (where is_bought) / nullif(sum(purchase_probability), 0e0), 2) as bought_to_foretold
    from offers
    group by decile

)

select * from deciles
order by decile
