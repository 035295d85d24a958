-- Which articles are bought together with one article (here the one on most lists)?
with

neighbours as (

    select * from int_article_neighbours
    where split = 'serve'

),

recommendations as (

    select * from recommendations
    where split = 'serve'

),

articles as (

    select * from articles

),

listed_most as (

    select article_id
    from recommendations
    group by article_id
    order by count(*) desc, article_id asc
    limit 1

),

-- A program sets the variable article_id to an article of its choice.
chosen_article as (

    select coalesce(getvariable('article_id'), min(article_id)) as article_id
    from listed_most

),

together as (

    select
        partners.article_id,
        partners.name,
        partners.category,
        round(neighbours.similarity, 3) as similarity
    from chosen_article
    inner join articles as wanted on chosen_article.article_id = wanted.article_id
    inner join neighbours on wanted.article_key = neighbours.article_key
    inner join articles as partners on neighbours.neighbour_key = partners.article_key

)

select * from together
order by similarity desc, article_id asc
limit 15
