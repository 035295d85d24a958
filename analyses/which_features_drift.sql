-- Which features have moved most between the train cutoffs and the test cutoff?
with

customer_features as (

    select * from customer_features
    where split in ('train', 'test') and cohort = 'buyers'

),

article_features as (

    select * from article_features
    where split in ('train', 'test')

),

customer_values as (

    unpivot customer_features
    on columns(* exclude (as_of, split, cohort, customer_key, last_event_at))
    into name feature value feature_value

),

article_values as (

    unpivot article_features
    on columns(* exclude (as_of, split, article_key, last_event_at))
    into name feature value feature_value

),

feature_values as (

    select
        feature,
        split,
        feature_value
    from customer_values
    union all
    select
        feature,
        split,
        feature_value
    from article_values

),

moments as (

    select
        feature,
        avg(feature_value) filter (where split = 'train') as train_mean,
        avg(feature_value) filter (where split = 'test') as test_mean,
        stddev_samp(feature_value) filter (where split = 'train') as train_sd
    from feature_values
    group by feature

),

-- In train standard deviations: below 0.1 is small, above 0.5 large.
drift as (

    select
        feature,
        round(train_mean, 3) as train_mean,
        round(test_mean, 3) as test_mean,
        round(train_sd, 3) as train_sd,
        round((test_mean - train_mean) / nullif(train_sd, 0e0), 3) as shift
    from moments

)

select * from drift
order by abs(shift) desc nulls last, feature asc
limit 20
