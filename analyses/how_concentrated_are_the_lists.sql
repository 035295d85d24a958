-- Do the lists spread over the catalogue, or pile up on fewer articles than sales do?
with

recommendations as (

    select * from recommendations

),

labels as (

    select * from labels
    where split = 'test'

),

article_features as (

    select * from article_features

),

articles as (

    select * from articles

),

entries as (

    select
        case split
            when 'serve' then 'offered today'
            else 'offered to the buyers of the test window'
        end as entries_of,
        split,
        article_id
    from recommendations
    union all
    select
        'bought in the test window' as entries_of,
        labels.split,
        articles.article_id
    from labels
    inner join articles on labels.article_key = articles.article_key

),

catalogues as (

    select
        split,
        count(*) as articles_known
    from article_features
    group by split

),

by_article as (

    select
        entries_of,
        split,
        article_id,
        count(*) as entries
    from entries
    group by entries_of, split, article_id

),

ranked as (

    select
        entries_of,
        split,
        entries,
        row_number() over (
            partition by entries_of order by entries desc, article_id asc
        ) as place,
        sum(entries) over (
            partition by entries_of order by entries desc, article_id asc
            rows between unbounded preceding and 1 preceding
        ) as entries_above,
        sum(entries) over (partition by entries_of) as all_entries
    from by_article

),

concentration as (

    select
        ranked.entries_of,
        cast(sum(ranked.entries) as bigint) as entries,
        count(*) as different_articles,
        round(count(*) * 1e0 / max(catalogues.articles_known), 4)
            as share_of_catalogue,
        round(sum(ranked.entries) filter (where ranked.place <= 10) * 1e0 / sum(ranked.entries), 4)
            as share_of_top_ten,
        count(*) filter (
            where coalesce(ranked.entries_above, 0) * 2 < ranked.all_entries
        ) as articles_that_make_half
    from ranked
    inner join catalogues on ranked.split = catalogues.split
    group by ranked.entries_of

)

select * from concentration
order by entries_of
