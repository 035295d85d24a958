{%- macro summarise_ranking() -%}
    {%- set k = [10, var('top_k')] | min -%}
    {%- set metrics = run_query(
        "select recommender, metric, value, ci_low, ci_high, customers from " ~ built_table('ranking_metrics')
        ~ " where split = 'test' and segment = 'all' and metric in ('ndcg', 'hit_rate') and k = "
        ~ "(select max(k) from " ~ built_table('ranking_metrics') ~ " where metric = 'ndcg' and k <= " ~ k ~ ")"
        ~ " order by recommender, metric"
    ).rows -%}
    {%- set ndcg = {} -%}
    {%- set hit_rate = {} -%}
    {%- for row in metrics -%}
        {%- do (ndcg if row['metric'] == 'ndcg' else hit_rate).update({row['recommender']: row}) -%}
    {%- endfor -%}
    {%- do print(summary_line('ranker', 'NDCG@{} {:.3f}, hit rate {:.3f}, on {:,} test customers'.format(
        k, ndcg['ranker']['value'], hit_rate['ranker']['value'], ndcg['ranker']['customers']
    ))) -%}
    {%- for baseline in ['popular', 'repurchase', 'own_frequency', 'item_cf'] -%}
        {%- set lead = ndcg['ranker_minus_' ~ baseline] -%}
        {%- do print(summary_line('', '{:<13} {:.3f}: the ranker leads by {:+.3f} (95 % interval {:+.3f} to {:+.3f})'.format(
            baseline, ndcg[baseline]['value'], lead['value'], lead['ci_low'], lead['ci_high']
        ))) -%}
    {%- endfor -%}
    {%- if 'oracle' in ndcg -%}
        {%- do print(summary_line('', '{:<13} {:.3f}: the ranker reaches {:.0f} % of what is possible'.format(
            'oracle', ndcg['oracle']['value'], 100 * ndcg['ranker']['value'] / ndcg['oracle']['value']
        ))) -%}
    {%- endif -%}
    {%- set brier, error = run_query(
        "select metric, value, ci_low, ci_high from " ~ built_table('ranking_metrics')
        ~ " where split = 'test' and segment = 'all' and recommender = 'ranker' and metric in ('brier', 'ece') order by metric"
    ).rows -%}
    {%- do print(summary_line('chances', 'are off by {:.3f} on average (95 % interval {:.3f} to {:.3f}), Brier score {:.3f}'.format(
        error['value'], error['ci_low'], error['ci_high'], brier['value']
    ))) -%}
    {%- set means = run_query(
        "select recommender, value, ci_low, ci_high, cutoffs from " ~ built_table('ranking_metrics')
        ~ " where split = 'backtest_mean' and segment = 'all' and metric = 'ndcg' and k = " ~ k
        ~ " and recommender in ('ranker', 'popular', 'repurchase', 'own_frequency', 'item_cf', 'oracle') order by value desc"
    ).rows -%}
    {%- for row in means -%}
        {%- do print(summary_line('backtest' if loop.first else '', '{:<13} {:.3f} on the mean of {} cutoffs (95 % interval {:.3f} to {:.3f})'.format(
            row['recommender'], row['value'], row['cutoffs'], row['ci_low'], row['ci_high']
        ))) -%}
    {%- endfor -%}
{%- endmacro -%}
