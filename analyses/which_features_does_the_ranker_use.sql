-- Which features does the ranker for today's lists look at most?
with

ranker_model as (

    select * from ranker_model
    where split = 'serve'

),

-- LightGBM's text format ends with one line a feature it splits on: its name, and how often.
importance_lines as (

    select
        run_id,
        unnest(string_split(regexp_extract(model_text, 'feature_importances:\n(.+?)\n\n', 1, 's'), chr(10))) as entry
    from ranker_model

),

importances as (

    select
        run_id,
        split_part(entry, '=', 1) as feature,
        cast(split_part(entry, '=', 2) as bigint) as splits
    from importance_lines

),

shares as (

    select
        feature,
        splits,
        round(splits * 1e0 / sum(splits) over (partition by run_id), 4) as share_of_splits,
        row_number() over (partition by run_id order by splits desc, feature asc) as place
    from importances

)

select * from shares
order by place
limit 25
