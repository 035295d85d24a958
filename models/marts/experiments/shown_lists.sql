with

exposures as (

    select * from {{ ref('int_exposures') }}

),

clicks as (

    select * from {{ ref('int_responses') }}
    where {{ is_click('response') }}

),

lists as (

    select
        customer_id,
        recommendation_id,
        min(occurred_at) as shown_at,
        min(shown_on) as shown_on,
        min(arms) as arms,
        count(*) as articles,
        max(case when lower(channel) = 'simulated' then 1 else 0 end) = 1 as is_simulated
    from exposures
    group by customer_id, recommendation_id

),

-- An answer names the list, or an article of it.
clicked as (

    select
        customer_id,
        recommendation_id
    from clicks
    where recommendation_id is not null
    union
    select
        exposures.customer_id,
        exposures.recommendation_id
    from clicks
    inner join exposures
        on
            clicks.customer_id = exposures.customer_id
            and clicks.exposure_id = exposures.event_id

),

shown_lists as (

    select
        lists.customer_id,
        lists.recommendation_id,
        lists.shown_at,
        lists.shown_on,
        lists.arms,
        lists.articles,
        lists.is_simulated,
        clicked.customer_id is not null as is_clicked
    from lists
    left join clicked
        on
            lists.customer_id = clicked.customer_id
            and lists.recommendation_id = clicked.recommendation_id

)

select * from shown_lists
