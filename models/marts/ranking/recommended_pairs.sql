with

ranker_scores as (

    select * from {{ ref('ranker_scores') }}
    where split in ('test', 'serve')

),

ranked as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        score,
        cast(row_number() over (
            partition by as_of, customer_key order by round(score, 9) desc, article_key
        ) as integer) as rank
    from ranker_scores

),

recommended_pairs as (

    select
        as_of,
        split,
        customer_key,
        article_key,
        last_event_at,
        score,
        rank
    from ranked
    where rank <= {{ var('top_k') }}

)

select * from recommended_pairs
