{#- What re-ranking costs and gains: the lists beside those that go by score alone. -#}
{%- macro summarise_reranking() -%}
    {%- set metrics = run_query(
        "select recommender, metric, value, ci_low, ci_high, k from " ~ built_table('ranking_metrics')
        ~ " where split = 'test' and segment = 'all' and k ="
        ~ " (select max(k) from " ~ built_table('ranking_metrics') ~ " where metric = 'ndcg' and k <= 10)"
        ~ " and recommender in ('ranker', 'ranker_by_score', 'ranker_minus_ranker_by_score')"
    ).rows -%}
    {%- set value = {} -%}
    {%- for row in metrics -%}
        {%- do value.update({(row['recommender'], row['metric']): row}) -%}
    {%- endfor -%}
    {%- set cost = value[('ranker_minus_ranker_by_score', 'ndcg')] -%}
    {%- set gains = [] -%}
    {%- for metric, of_what in [
        ('product_diversity', 'of pairs in a list differ in product'),
        ('category_diversity', 'in category'),
        ('coverage', 'of the catalogue is shown'),
    ] if ('ranker', metric) in value -%}
        {%- do gains.append('{:.1f} % {} ({:.1f} % by score)'.format(
            100 * value[('ranker', metric)]['value'], of_what, 100 * value[('ranker_by_score', metric)]['value']
        )) -%}
    {%- endfor -%}
    {%- do print(summary_line('lists', 're-ranking changes NDCG@{} by {:+.4f} (95 % interval {:+.4f} to {:+.4f}):'.format(
        cost['k'], cost['value'], cost['ci_low'], cost['ci_high']
    ))) -%}
    {%- do print(summary_line('', gains | join(', '))) -%}
{%- endmacro -%}
