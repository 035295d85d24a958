{#-
    A row a customer, in the order of their keys: what may be offered, by score, with probability and reason of what is on the
    list; and when they buy, when to reach them and what is planned. Of the customers whose
    keys lie between the parameters `$first_key` and `$last_key`.
-#}
{%- macro lookup_customers(tables) -%}
    {%- set left_out = {
        'next_purchase': ['as_of', 'split', 'last_event_at'],
        'send_time': ['as_of', 'split', 'last_event_at', 'weekday_probabilities', 'hour_probabilities'],
        'push_plan': ['as_of', 'last_event_at', 'queue_priority'],
    } -%}
    with

    places as (

        {{ lookup_places(tables) }}

    ),

    offers as (

        select
            ranked.customer_key,
            list(places.place order by ranked.score_rank) as articles,
            list(ranked.score order by ranked.score_rank) as scores,
            list(history.article_key is not null order by ranked.score_rank) as is_bought_before,
            list(chances.purchase_probability order by ranked.score_rank) as probabilities,
            list(reasons.reason order by ranked.score_rank) as reasons
        from {{ tables['ranked_pairs'] }} as ranked
        inner join places on ranked.article_key = places.article_key
        left join {{ tables['int_customer_article_history'] }} as history
            on
                ranked.as_of = history.as_of
                and ranked.split = history.split
                and ranked.customer_key = history.customer_key
                and ranked.article_key = history.article_key
        left join {{ tables['offer_chances'] }} as chances
            on
                ranked.as_of = chances.as_of
                and ranked.split = chances.split
                and ranked.customer_key = chances.customer_key
                and ranked.article_key = chances.article_key
        left join {{ tables['recommendation_reasons'] }} as reasons
            on
                ranked.as_of = reasons.as_of
                and ranked.customer_key = reasons.customer_key
                and ranked.article_key = reasons.article_key
        where ranked.split = 'serve' and ranked.customer_key between $first_key and $last_key
        group by ranked.customer_key

    ),

    {% for name, condition in [('next_purchase', "split = 'serve'"), ('send_time', "split = 'serve'"), ('push_plan', 'true')] -%}
    {{ name }} as (

        select
            customer_id,
            told as row_of_customer
        from (select * exclude ({{ left_out[name] | join(', ') }}) from {{ tables[name] }} where {{ condition }}) as told

    ),

    {% endfor -%}
    push_exclusions as (

        select * from {{ tables['push_exclusions'] }}

    )

    select
        customers.customer_id,
        customers.peer_group as segment,
        offers.articles,
        offers.scores,
        offers.is_bought_before,
        offers.probabilities,
        offers.reasons,
        next_purchase.row_of_customer as next_purchase,
        send_time.row_of_customer as send_time,
        push_plan.row_of_customer as push,
        push_exclusions.reason as no_push_because
    from {{ tables['int_customers'] }} as customers
    left join offers on customers.customer_key = offers.customer_key
    left join next_purchase on customers.customer_id = next_purchase.customer_id
    left join send_time on customers.customer_id = send_time.customer_id
    left join push_plan on customers.customer_id = push_plan.customer_id
    left join push_exclusions on customers.customer_id = push_exclusions.customer_id
    where customers.customer_key between $first_key and $last_key
    order by customers.customer_key
{%- endmacro -%}
