{%- macro summarise_timing() -%}
    {%- set longest = run_query(
        "select max(longest_horizon) from " ~ built_table('int_timing_targets') ~ " where split = 'test'"
    ).rows[0][0] -%}
    {%- set horizon = [30, longest] | min -%}
    {%- set metrics = run_query(
        "select model, metric, value, customers from " ~ built_table('timing_metrics')
        ~ " where split = 'test' and segment = 'all' and horizon = " ~ horizon
        ~ " and metric in ('log_loss', 'ece', 'predicted_over_observed') order by model, metric"
    ).rows -%}
    {%- set loss, told = {}, {} -%}
    {%- for row in metrics -%}
        {%- if row['metric'] == 'log_loss' -%}
            {%- do loss.update({row['model']: row['value']}) -%}
        {%- endif -%}
        {%- if row['model'] == 'next_purchase' -%}
            {%- do told.update({row['metric']: row['value'], 'customers': row['customers']}) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set others = [] -%}
    {%- for model, name in [('bg_nbd', 'BG/NBD'), ('cox', 'Cox'), ('hazard', 'hazard'), ('constant', 'the same for all')] -%}
        {%- if model in loss -%}
            {%- do others.append('{} {:.4f}'.format(name, loss[model])) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- do print(summary_line('when', 'log-loss {:.4f} of an order within {} days, of {:,} customers ({})'.format(
        told['log_loss'], horizon, told['customers'], others | join(', ')
    ))) -%}
    {%- if 'predicted_over_observed' in told -%}
        {%- do print(summary_line('', 'orders foreseen over orders made {:.2f}; chances are off by {:.3f} on average'.format(
            told['predicted_over_observed'], told['ece']
        ))) -%}
    {%- endif -%}
    {%- if longest < horizons()[-1] -%}
        {%- do print(summary_line('', 'the history supports no horizon beyond {} days: learning, calibrating and testing one take three windows'.format(longest))) -%}
    {%- endif -%}
    {%- if 'hazard' not in loss -%}
        {%- do print(summary_line('', 'too few orders to learn more than BG/NBD from')) -%}
    {%- endif -%}
{%- endmacro -%}
