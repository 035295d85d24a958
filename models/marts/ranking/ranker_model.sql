with

ranker_fits as (

    select * from {{ ref('ranker_fits') }}

),

ranker_model as (

    select
        run_id,
        split,
        model_uri,
        trained_through,
        params,
        best_iteration,
        training_pairs,
        training_queries,
        validation_ndcg_10,
        validation_ndcg_12,
        data_fingerprint,
        features,
        model_text,
        fit_fingerprint
    from ranker_fits

)

select * from ranker_model
