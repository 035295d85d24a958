{{ config(group='monitoring') }}

-- The summary gives the ranker and each baseline the NDCG that was measured, at one length for all.
with

said as (

    select
        facts.detail as recommender,
        facts.value as said_value,
        lengths.value as k
    from {{ ref('build_facts') }} as facts
    inner join {{ ref('build_facts') }} as lengths on lengths.subject = 'ranking' and lengths.name = 'k'
    where facts.subject = 'ranking' and facts.name = 'ndcg'

),

measured as (

    select
        recommender,
        k,
        value
    from {{ ref('ranking_metrics') }}
    where split = 'test' and metric = 'ndcg' and segment = 'all'

),

longest as (

    select max(k) as k from measured
    where k <= {{ [10, var('top_k')] | min }}

)

select
    said.recommender,
    said.said_value,
    measured.value as measured_value
from said
cross join longest
left join measured
    on
        said.recommender = measured.recommender
        and said.k = measured.k
where
    said.said_value is distinct from measured.value
    or said.k <> longest.k
