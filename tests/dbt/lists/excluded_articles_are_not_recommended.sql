-- No list holds an article of the seed excluded_articles.
select
    recommendations.as_of,
    recommendations.customer_id,
    recommendations.rank,
    recommendations.article_id,
    excluded_articles.reason
from {{ ref('recommendations') }} as recommendations
inner join {{ ref('excluded_articles') }} as excluded_articles
    on recommendations.article_id = excluded_articles.article_id
