with

ranker_scores as (

    select * from {{ ref('ranker_scores') }}
    where split in ('test', 'serve')

),

articles as (

    select * from {{ ref('int_articles') }}

),

excluded_articles as (

    select {{ id_as_text('article_id') }} as article_id
    from {{ ref('excluded_articles') }}

),

excluded as (

    select articles.article_key
    from excluded_articles
    inner join articles on excluded_articles.article_id = articles.article_id

),

allowed as (

    select
        ranker_scores.as_of,
        ranker_scores.split,
        ranker_scores.cohort,
        ranker_scores.customer_key,
        ranker_scores.article_key,
        ranker_scores.last_event_at,
        ranker_scores.score
    from ranker_scores
    left join excluded on ranker_scores.article_key = excluded.article_key
    where excluded.article_key is null

),

ranked as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        score,
        {{ rank_by_score() }} as score_rank
    from allowed

),

ranked_pairs as (

    select
        as_of,
        split,
        cohort,
        customer_key,
        article_key,
        last_event_at,
        score,
        score_rank
    from ranked
    where score_rank <= {{ list_depth() }}

)

select * from ranked_pairs
