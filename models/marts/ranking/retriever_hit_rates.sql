{#- As if so many pairs more had been proposed, and bought as often as all are: a rate of three pairs says little. -#}
{%- set prior_pairs = 100 -%}

with

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where split in ('train', 'validation')

),

labels as (

    select * from {{ ref('labels') }}
    where split in ('train', 'validation')

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

labelled_pairs as (

    select
        {% for retriever in retrievers() -%}
        candidate_pairs.{{ retriever }}_rank,
        {% endfor -%}
        cast(labels.article_key is not null as integer) as is_bought,
        {{ add_days('cutoffs.label_until', -1) }} as labelled_through
    from candidate_pairs
    inner join cutoffs on candidate_pairs.as_of = cutoffs.as_of
    left join labels
        on
            candidate_pairs.as_of = labels.as_of
            and candidate_pairs.customer_key = labels.customer_key
            and candidate_pairs.article_key = labels.article_key

),

proposals as (

    {% for retriever in retrievers() -%}
    select
        '{{ retriever }}' as retriever,
        {{ rank_band(retriever ~ '_rank') }} as first_rank,
        is_bought,
        labelled_through
    from labelled_pairs
    where {{ retriever }}_rank is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

counted as (

    select
        retriever,
        first_rank,
        count(*) as pairs,
        cast(sum(is_bought) as bigint) as bought
    from proposals
    group by retriever, first_rank

),

overall as (

    select
        cast(sum(is_bought) as bigint) * 1e0 / count(*) as hit_rate,
        max(labelled_through) as fitted_through
    from proposals

),

hit_rates as (

    select
        counted.retriever,
        cast(counted.first_rank as integer) as first_rank,
        counted.pairs,
        counted.bought,
        (counted.bought + {{ prior_pairs }} * overall.hit_rate) / (counted.pairs + {{ prior_pairs }}) as hit_rate,
        overall.fitted_through
    from counted
    cross join overall

)

select * from hit_rates
