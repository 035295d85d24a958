-- Which retriever finds the purchases that the others miss?
with

candidate_pairs as (

    select * from candidate_pairs
    where split = 'test' and cohort = 'buyers'

),

labels as (

    select * from labels
    where split = 'test'

),

-- One row a retriever and pair it proposed, whatever retrievers there are.
proposals as (

    unpivot candidate_pairs
    on columns('.*_rank')
    into name rank_column value rank

),

outcomes as (

    select
        proposals.rank,
        proposals.retrievers,
        replace(proposals.rank_column, '_rank', '') as retriever,
        labels.article_key is not null as is_bought
    from proposals
    left join labels
        on
            proposals.as_of = labels.as_of
            and proposals.customer_key = labels.customer_key
            and proposals.article_key = labels.article_key

),

purchases as (

    select count(*) as purchases from labels

),

by_retriever as (

    select
        retriever,
        count(*) as proposed,
        count(*) filter (where is_bought) as bought,
        count(*) filter (where is_bought and retrievers = 1)
            as bought_found_by_it_alone,
        percentile_cont(0.5) within group (
            order by case when is_bought then rank end
        ) as median_rank_of_bought
    from outcomes
    group by retriever

),

retrievers as (

    select
        by_retriever.retriever,
        by_retriever.proposed,
        by_retriever.bought,
        by_retriever.bought_found_by_it_alone,
        by_retriever.median_rank_of_bought,
        round(by_retriever.bought * 1e0 / by_retriever.proposed, 4) as share_of_proposals_bought,
        round(by_retriever.bought * 1e0 / purchases.purchases, 4) as share_of_purchases_found
    from by_retriever
    cross join purchases

)

select * from retrievers
order by bought_found_by_it_alone desc, retriever asc
