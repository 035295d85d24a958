-- Re-ranking leaves a list as long as it would be by score alone.
with

by_score as (

    select
        as_of,
        customer_key,
        count(*) as articles
    from {{ ref('ranked_pairs') }}
    where score_rank <= {{ var('top_k') }}
    group by as_of, customer_key

),

lists as (

    select
        as_of,
        customer_key,
        count(*) as articles
    from {{ ref('recommended_pairs') }}
    group by as_of, customer_key

)

select
    by_score.as_of,
    by_score.customer_key,
    by_score.articles as articles_by_score,
    lists.articles as articles_listed
from by_score
left join lists on by_score.as_of = lists.as_of and by_score.customer_key = lists.customer_key
where lists.articles is null or lists.articles <> by_score.articles
