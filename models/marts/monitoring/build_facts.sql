with

shop as (

    select * from {{ ref('int_shop') }}

),

sale_lines_read as (

    select * from {{ ref('int_sale_lines_read') }}

),

customer_signs as (

    select * from {{ ref('int_customer_signs') }}

),

id_matches as (

    select * from {{ ref('int_id_matches') }}

),

rejected_rows as (

    select * from {{ ref('int_rejected_rows') }}

),

day_checksums as (

    select * from {{ ref('int_day_checksums') }}

),

published_days as (

    select * from {{ published_days() }} as published

),

cutoffs as (

    select * from {{ ref('int_cutoffs') }}

),

candidate_pairs as (

    select * from {{ ref('candidate_pairs') }}

),

ranking_metrics as (

    select * from {{ ref('ranking_metrics') }}
    where segment = 'all'

),

timing_targets as (

    select * from {{ ref('int_timing_targets') }}
    where target = 'timing_test'

),

timing_models as (

    select * from {{ ref('timing_models') }}
    where target = 'serve' and left_out <> ''

),

rankers_without_trees as (

    select split from {{ ref('ranker_model') }}
    where training_pairs = 0

),

timing_metrics as (

    select * from {{ ref('timing_metrics') }}
    where split = 'test' and segment = 'all'

),

push_plan as (

    select * from {{ ref('push_plan') }}

),

push_exclusions as (

    select * from {{ ref('push_exclusions') }}

),

push_channels as (

    select * from {{ ref('push_channels') }}

),

opt_outs as (

    select * from {{ ref('int_opt_outs') }}

),

shop_facts as (

    select {{ fact("'shop'", "'source'", text='source') }} from shop
    union all
    select {{ fact("'shop'", "'raw_path'", text=dbt.string_literal(dbt.escape_single_quotes(raw_path_name()))) }}
    from shop
    union all
    select {{ fact("'shop'", "'sale_lines_read'", 'sale_lines', "'lines'") }} from sale_lines_read
    union all
    select {{ fact("'shop'", "'anonymous_lines'", 'anonymous_lines', "'lines'") }} from shop
    union all
    select {{ fact("'shop'", "'words_for_customers'", 'words_for_customers', "'lines'") }} from sale_lines_read
    union all
    select {{ fact("'shop'", "'lines_without_time'", 'sale_lines - timed_lines', "'lines'") }} from shop
    where has_time_of_day
    union all
    select {{ fact("'shop'", "'cancelled_lines'", 'cancelled_lines', "'lines'") }} from shop
    union all
    select {{ fact("'shop'", "'customers'", 'buyers', "'customers'") }} from shop
    union all
    select {{ fact("'shop'", "'articles'", 'articles', "'articles'") }} from shop
    union all
    select {{ fact("'shop'", "'first_sold_on'", unit="'date'", text='first_sold_on') }} from shop
    union all
    select {{ fact("'shop'", "'last_sold_on'", unit="'date'", text='last_sold_on') }} from shop
    union all
    select {{ fact("'shop'", "'rows_rejected'", 'count(*)', "'rows'") }} from rejected_rows

),

rejected_row_facts as (

    select {{ fact("'rejected rows'", 'file_name', 'count(*)', "'rows'", detail='reason') }}
    from rejected_rows
    group by file_name, reason

),

-- Signs that an id may not be a customer's: one that has a large share of all lines, or ids of which each came once.
customer_facts as (

    select {{ fact("'customers'", "'largest'", 'largest_customer_lines', "'lines'", text='largest_customer_id') }}
    from customer_signs
    cross join shop
    where customer_signs.largest_customer_lines > 0.2 * shop.sale_lines
    union all
    select {{ fact("'customers'", "'came_once'", 'buyers_who_came_once', "'customers'") }}
    from customer_signs
    where buyers_who_came_once > 0.9 * buyers

),

id_facts as (

    select {{ fact("'ids'", 'file_name', 'ids', "'ids'", detail='source') }} from id_matches
    union all
    select {{ fact("'ids in the sales'", 'file_name', 'ids_sold', "'ids'", detail='source') }} from id_matches

),

-- A day is not what it was if its sales, or who is new on it, hash to something else, or if it is gone.
new_or_other_days as (

    select
        known_on,
        day_hash
    from day_checksums
    where known_on <= (select max(published_days.known_on) from published_days)
    except
    select
        known_on,
        day_hash
    from published_days

),

gone_or_other_days as (

    select
        known_on,
        day_hash
    from published_days
    except
    select
        known_on,
        day_hash
    from day_checksums

),

changed_days as (

    select known_on from new_or_other_days
    union
    select known_on from gone_or_other_days

),

changed_past as (

    select
        count(*) as days,
        min(known_on) as first_day
    from changed_days
    having count(*) > 0

),

changed_past_facts as (

    select {{ fact("'changed past'", "'days'", 'days', "'days'") }} from changed_past
    union all
    select {{ fact("'changed past'", "'first_day'", unit="'date'", text='first_day') }} from changed_past

),

last_cutoffs as (

    select
        split,
        count(*) as cutoffs,
        max(as_of) as as_of
    from cutoffs
    group by split

),

cutoff_facts as (

    select {{ fact("'cutoffs'", 'split', 'cutoffs', "'cutoffs'", text='as_of') }} from last_cutoffs
    union all
    select {{ fact("'cutoffs'", "'train_wanted'", var('train_cutoffs'), "'cutoffs'") }}
    {%- for variable in ['ranking_test_as_of', 'timing_test_as_of'] if var(variable) %}
    union all
    select {{ fact("'chosen cutoffs'", "'" ~ variable ~ "'", text=test_cutoff(variable)) }}
    {%- endfor %}

),

candidate_facts as (

    select {{ fact("'candidates'", "'pairs'", 'count(*)', "'pairs'") }} from candidate_pairs
    union all
    select {{ fact("'candidates'", "'customers'", 'count(distinct customer_key)', "'customers'") }}
    from candidate_pairs
    where split = 'serve'

),

headline as (

    select max(k) as k from ranking_metrics
    where metric = 'ndcg' and k <= {{ [10, var('top_k')] | min }}

),

-- Lists at the headline's length, and what has no length.
test_metrics as (

    select
        metrics.recommender,
        metrics.metric,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.customers,
        metrics.k
    from ranking_metrics as metrics
    inner join headline
        on metrics.k = headline.k or metrics.metric in ('brier', 'ece')
    where metrics.split = 'test'

),

-- What the lists are as long as they are, where the headline is about less.
whole_lists as (

    select
        metrics.metric,
        metrics.k,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high
    from ranking_metrics as metrics
    inner join headline on metrics.k > headline.k
    where
        metrics.split = 'test'
        and metrics.recommender = 'ranker'
        and metrics.metric in ('ndcg', 'hit_rate')
        and metrics.k = {{ var('top_k') }}

),

ranker_and_oracle as (

    select
        max(case when recommender = 'ranker' then value end)
        / nullif(max(case when recommender = 'oracle' then value end), 0) as share
    from test_metrics
    where metric = 'ndcg'

),

ranking_facts as (

    select {{ fact("'ranking'", "'nothing_learned'", detail='split') }} from rankers_without_trees
    union all
    select {{ fact("'ranking'", "'k'", 'k', "'articles'") }} from headline
    where k is not null
    union all
    select {{ fact("'ranking'", "'list_length'", 'k', "'articles'") }} from whole_lists
    where metric = 'ndcg'
    union all
    select {{ fact("'ranking'", "'list_' || metric", 'value', "'score'", low='ci_low', high='ci_high') }}
    from whole_lists
    union all
    select {{ fact("'ranking'", "'customers'", 'customers', "'customers'") }} from test_metrics
    where recommender = 'ranker' and metric = 'ndcg'
    union all
    select {{ fact("'ranking'", 'metric', 'value', "'score'", 'recommender', 'ci_low', 'ci_high') }}
    from test_metrics
    where metric in ('ndcg', 'hit_rate') and not {{ text_matches('recommender', '^ranker_(minus|by)_') }}
    union all
    select
        {{ fact(
            "'ranking'", "'ndcg_lead'", 'value', "'score'", "replace(recommender, 'ranker_minus_', '')", 'ci_low', 'ci_high'
        ) }}
    from test_metrics
    where
        metric = 'ndcg'
        and {{ text_matches('recommender', '^ranker_minus_') }}
        and recommender not in ('ranker_minus_oracle', 'ranker_minus_ranker_by_score')
    union all
    select {{ fact("'ranking'", "'share_of_oracle'", 'share', "'share'") }} from ranker_and_oracle
    where share is not null

),

probability_facts as (

    select {{ fact("'purchase probabilities'", 'metric', 'value', "'probability'", low='ci_low', high='ci_high') }}
    from test_metrics
    where recommender = 'ranker' and metric in ('brier', 'ece')

),

reranking_facts as (

    select {{ fact("'reranking'", "'ndcg_change'", 'value', "'score'", low='ci_low', high='ci_high') }}
    from test_metrics
    where recommender = 'ranker_minus_ranker_by_score' and metric = 'ndcg'
    union all
    select {{ fact("'reranking'", 'metric', 'value', "'share'", 'recommender', 'ci_low', 'ci_high') }}
    from test_metrics
    where
        recommender in ('ranker', 'ranker_by_score')
        and metric in ('product_diversity', 'category_diversity', 'coverage')

),

backtest_means as (

    select
        metrics.recommender,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.cutoffs
    from ranking_metrics as metrics
    inner join headline on metrics.k = headline.k
    where
        metrics.split = 'backtest_mean'
        and metrics.metric = 'ndcg'
        and not {{ text_matches('metrics.recommender', '^ranker_(minus|by)_') }}

),

backtest_facts as (

    select {{ fact("'backtest'", "'ndcg'", 'value', "'score'", 'recommender', 'ci_low', 'ci_high') }}
    from backtest_means
    union all
    select {{ fact("'backtest'", "'cutoffs'", 'max(cutoffs)', "'cutoffs'") }} from backtest_means
    having count(*) > 0

),

horizon as (

    select
        max(longest_horizon) as longest,
        least(max(longest_horizon), 30) as headline
    from timing_targets
    having count(*) > 0

),

horizon_metrics as (

    select
        metrics.model,
        metrics.metric,
        metrics.value,
        metrics.ci_low,
        metrics.ci_high,
        metrics.customers
    from timing_metrics as metrics
    inner join horizon on metrics.horizon = horizon.headline
    where metrics.metric in ('log_loss', 'ece', 'predicted_over_observed')

),

next_purchase_facts as (

    select {{ fact("'next purchase'", "'horizon'", 'headline', "'days'") }} from horizon
    union all
    select {{ fact("'next purchase'", "'left_out'", text='left_out') }} from timing_models
    union all
    select {{ fact("'next purchase'", "'longest_horizon'", 'longest', "'days'") }} from horizon
    union all
    select {{ fact("'next purchase'", "'last_horizon'", horizons()[-1], "'days'") }}
    union all
    select {{ fact("'next purchase'", "'customers'", 'customers', "'customers'") }} from horizon_metrics
    where model = 'next_purchase' and metric = 'log_loss'
    union all
    select {{ fact("'next purchase'", "'log_loss'", 'value', "'nats'", 'model', 'ci_low', 'ci_high') }}
    from horizon_metrics
    where metric = 'log_loss'
    union all
    select {{ fact("'next purchase'", 'metric', 'value', "'ratio'", low='ci_low', high='ci_high') }}
    from horizon_metrics
    where model = 'next_purchase' and metric = 'predicted_over_observed'
    union all
    select {{ fact("'next purchase'", 'metric', 'value', "'probability'", low='ci_low', high='ci_high') }}
    from horizon_metrics
    where model = 'next_purchase' and metric = 'ece'

),

plan as (

    select
        count(*) as pushes,
        count(*) filter (where is_exploration) as explorations,
        min(cast(send_at as date)) as first_day,
        max(cast(send_at as date)) as last_day
    from push_plan

),

-- Who is left out for the capacity or by an experiment alone would have been worth a push.
worth_it as (

    select
        count(*) filter (
            where reason is null or reason in ('daily capacity', 'experiment', 'holdout')
        ) as customers,
        count(*) as everybody
    from (
        select cast(null as string) as reason from push_plan
        union all
        select reason from push_exclusions
    ) as decided

),

push_facts as (

    select {{ fact("'push plan'", "'pushes'", 'pushes', "'pushes'") }} from plan
    union all
    select {{ fact("'push plan'", "'explorations'", 'explorations', "'pushes'") }} from plan
    union all
    select {{ fact("'push plan'", "'worth_it'", 'customers', "'customers'") }} from worth_it
    union all
    select {{ fact("'push plan'", "'customers'", 'everybody', "'customers'") }} from worth_it
    union all
    select {{ fact("'push plan'", "'push_cost'", 'message_cost', "'money'", detail='channel', text=currency()) }}
    from push_channels
    union all
    select {{ fact("'push plan'", "'by_channel'", 'count(*)', "'pushes'", detail='channel') }}
    from push_plan
    group by channel
    union all
    select {{ fact("'push plan'", "'first_day'", unit="'date'", text='first_day') }} from plan
    union all
    select {{ fact("'push plan'", "'last_day'", unit="'date'", text='last_day') }} from plan
    union all
    select {{ fact("'push plan'", "'left_out'", 'count(*)', "'customers'", detail='reason') }}
    from push_exclusions
    group by reason
    union all
    select {{ fact("'push plan'", "'unknown_opt_outs'", 'count(distinct customer_id)', "'opt-outs'") }}
    from opt_outs
    where customer_key is null
    union all
    select
        {{ fact(
            "'push plan'", "'opt_outs_of_unknown_channels'", 'count(*)', "'customers'", text='min(unknown_channel)'
        ) }}
    from opt_outs
    where unknown_channel is not null

),

build_facts as (

    {% for facts in [
        'shop_facts', 'customer_facts', 'id_facts', 'rejected_row_facts', 'changed_past_facts', 'cutoff_facts', 'candidate_facts', 'ranking_facts',
        'probability_facts', 'reranking_facts', 'backtest_facts', 'next_purchase_facts', 'push_facts'
    ] %}
    select * from {{ facts }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from build_facts
