{#-
    What was not bought is drawn from the same candidates of the same customers as what was, blindly: all of it in
    validation, train_negatives of each customer in train and test, and of every retriever's proposals the same share. A share
    that is off by a tenth, and by six standard errors of a blind draw, was not drawn blindly.
-#}
with

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}
    where split in ('train', 'validation', 'test') and cohort = 'buyers'

),

training_pairs as (

    select
        as_of,
        customer_key,
        article_key,
        is_bought
    from {{ ref('training_pairs') }}

),

labels as (

    select * from {{ ref('labels') }}

),

-- Of the test buyers only the first by a hash of the id are learned from.
learners as (

    select
        audience.as_of,
        audience.customer_key
    from {{ ref('int_audience') }} as audience
    inner join {{ ref('int_customers') }} as customers on audience.customer_key = customers.customer_key
    where audience.cohort = 'buyers'
    qualify
        row_number() over (partition by audience.as_of order by md5(customers.customer_id), audience.customer_key)
        <= {{ var('train_customers') }}

),

candidates as (

    select
        candidate_pairs.*,
        labels.article_key is not null as is_bought,
        training_pairs.article_key is not null as is_drawn
    from candidate_pairs
    inner join learners
        on
            candidate_pairs.as_of = learners.as_of
            and candidate_pairs.customer_key = learners.customer_key
    left join labels
        on
            candidate_pairs.as_of = labels.as_of
            and candidate_pairs.customer_key = labels.customer_key
            and candidate_pairs.article_key = labels.article_key
    left join training_pairs
        on
            candidate_pairs.as_of = training_pairs.as_of
            and candidate_pairs.customer_key = training_pairs.customer_key
            and candidate_pairs.article_key = training_pairs.article_key

),

customers as (

    select
        as_of,
        split,
        customer_key,
        count(*) as pairs,
        count(*) filter (where is_drawn) as drawn,
        count(*) filter (where is_bought) as bought,
        count(*) filter (where is_bought and is_drawn) as bought_drawn,
        count(*) filter (where not is_bought) as not_bought,
        count(*) filter (where not is_bought and is_drawn) as not_bought_drawn
    from candidates
    group by as_of, split, customer_key

),

wrong_numbers as (

    select
        split || ' ' || cast(as_of as string) || ', customer_key ' || cast(customer_key as string) || ': '
        || cast(bought_drawn as string) || ' of ' || cast(bought as string) || ' bought and '
        || cast(not_bought_drawn as string) || ' of ' || cast(not_bought as string) || ' other candidates drawn'
            as problem
    from customers
    where
        (split = 'validation' and drawn <> pairs)
        or (
            split in ('train', 'test')
            and bought > 0
            and (bought_drawn <> bought or not_bought_drawn <> least(not_bought, {{ var('train_negatives') }}))
        )
        or (split in ('train', 'test') and bought = 0 and drawn > 0)

),

-- What a blind draw would be expected to take of each customer's other candidates.
negatives as (

    select
        candidates.*,
        customers.not_bought_drawn * 1e0 / customers.not_bought as drawn_share
    from candidates
    inner join customers
        on
            candidates.as_of = customers.as_of
            and candidates.customer_key = customers.customer_key
    where not candidates.is_bought and candidates.split in ('train', 'test') and customers.bought > 0

),

by_retriever as (

    {% for retriever in retrievers() -%}
    select
        '{{ retriever }}' as retriever,
        count(*) filter (where is_drawn) as drawn,
        sum(drawn_share) as expected,
        sum(drawn_share * (1e0 - drawn_share)) as variance
    from negatives
    where {{ retriever }}_rank is not null
    {% if not loop.last %}union all
    {% endif -%}
    {% endfor %}
),

wrong_shares as (

    select
        retriever || ': ' || cast(drawn as string) || ' pairs not bought were drawn, '
        || cast(cast(round(expected) as bigint) as string) || ' are to be expected' as problem
    from by_retriever
    where
        abs(drawn - expected) > 6 * sqrt(greatest(variance, 0e0)) + 1
        and abs(drawn - expected) > 0.1 * expected

)

select problem from wrong_numbers
union all
select problem from wrong_shares
