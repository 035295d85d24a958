{{ config(group='evaluation') }}

-- Every measure of accuracy of every recommender, counted again place by place from the lists and the labels: no
-- purchase, no customer and no miss was left out, and no hit was moved up a list. A lead is the difference of the two
-- means, and every mean lies within its interval.
with

buyers as (

    select
        labels.customer_key,
        count(*) as bought
    from {{ ref('labels') }} as labels
    inner join {{ ref('int_customers') }} as customers on labels.customer_key = customers.customer_key
    where labels.split = 'test' and {{ on_its_side('labels.split', 'customers.customer_fold') }}
    group by labels.customer_key

),

hits as (

    select
        lists.recommender,
        lists.customer_key,
        lists.rank as place,
        count(*) over (
            partition by lists.recommender, lists.customer_key order by lists.rank
        ) as hits_so_far
    from {{ ref('evaluated_lists') }} as lists
    inner join {{ ref('labels') }} as labels
        on
            lists.as_of = labels.as_of
            and lists.customer_key = labels.customer_key
            and lists.article_key = labels.article_key
    where labels.split = 'test'

),

places as (

    {% for place in range(1, var('top_k') + 1) -%}
    select {{ place }} as place
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

-- The gain of a list of hits alone.
ideal_gains as (

    select
        place,
        sum(1e0 / log2(place + 1)) over (order by place) as ideal_gain
    from places

),

measured as (

    select
        recommender,
        metric,
        k,
        value,
        ci_low,
        ci_high
    from {{ ref('cutoff_metrics') }}
    where
        segment = 'all'
        and metric in ('hit_rate', 'precision', 'recall', 'map', 'mrr', 'ndcg')

),

lengths as (

    select distinct
        measured.recommender,
        measured.k
    from measured
    where measured.recommender in (select lists.recommender from {{ ref('evaluated_lists') }} as lists)

),

of_customers as (

    select
        lengths.recommender,
        lengths.k,
        buyers.customer_key,
        buyers.bought,
        count(hits.place) as hits,
        coalesce(1e0 / min(hits.place), 0e0) as reciprocal_rank,
        coalesce(sum(1e0 * hits.hits_so_far / hits.place), 0e0) as summed_precision,
        coalesce(sum(1e0 / log2(hits.place + 1)), 0e0) as gain
    from lengths
    cross join buyers
    left join hits
        on
            lengths.recommender = hits.recommender
            and buyers.customer_key = hits.customer_key
            and hits.place <= lengths.k
    group by lengths.recommender, lengths.k, buyers.customer_key, buyers.bought

),

means as (

    select
        of_customers.recommender,
        of_customers.k,
        avg(case when of_customers.hits > 0 then 1e0 else 0e0 end) as hit_rate,
        avg(of_customers.hits * 1e0 / of_customers.k) as precision_at_k,
        avg(of_customers.hits * 1e0 / of_customers.bought) as recall_at_k,
        avg(of_customers.summed_precision / least(of_customers.k, of_customers.bought)) as average_precision,
        avg(of_customers.reciprocal_rank) as reciprocal_rank,
        avg(of_customers.gain / ideal_gains.ideal_gain) as ndcg
    from of_customers
    inner join ideal_gains on least(of_customers.k, of_customers.bought) = ideal_gains.place
    group by of_customers.recommender, of_customers.k

),

counted as (

    {% for metric, column in {
        'hit_rate': 'hit_rate',
        'precision': 'precision_at_k',
        'recall': 'recall_at_k',
        'map': 'average_precision',
        'mrr': 'reciprocal_rank',
        'ndcg': 'ndcg',
    }.items() -%}
    select
        recommender,
        '{{ metric }}' as metric,
        k,
        {{ column }} as counted_value
    from means
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

with_leads as (

    select
        recommender,
        metric,
        k,
        counted_value
    from counted
    union all
    select
        'ranker_minus_' || baselines.recommender as recommender,
        baselines.metric,
        baselines.k,
        ours.counted_value - baselines.counted_value as counted_value
    from counted as baselines
    inner join counted as ours
        on
            ours.recommender = 'ranker'
            and baselines.metric = ours.metric
            and baselines.k = ours.k
    where baselines.recommender <> 'ranker'

),

compared as (

    select
        coalesce(measured.recommender, with_leads.recommender) as recommender,
        coalesce(measured.metric, with_leads.metric) as metric,
        coalesce(measured.k, with_leads.k) as k,
        measured.value as measured_value,
        with_leads.counted_value,
        measured.ci_low,
        measured.ci_high
    from measured
    full outer join with_leads
        on
            measured.recommender = with_leads.recommender
            and measured.metric = with_leads.metric
            and measured.k = with_leads.k

)

select
    recommender,
    metric,
    k,
    measured_value,
    counted_value
from compared
where
    measured_value is null
    or counted_value is null
    or abs(measured_value - counted_value) > 1e-9
    or measured_value not between ci_low - 1e-9 and ci_high + 1e-9
union all
select
    'ranker' as recommender,
    'recall' as metric,
    0 as k,
    null as measured_value,
    null as counted_value
where (select count(*) from measured) = 0
