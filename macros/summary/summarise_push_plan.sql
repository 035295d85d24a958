{%- macro summarise_push_plan() -%}
    {%- set plan = run_query(
        'select count(*) as pushes, count(*) filter (where is_exploration) as explorations, '
        ~ 'min(cast(send_at as date)) as first_day, max(cast(send_at as date)) as last_day from '
        ~ built_table('push_plan')
    ).rows[0] -%}
    {%- set left_out = run_query(
        'select reason, count(*) as customers from ' ~ built_table('push_exclusions')
        ~ ' group by reason order by customers desc, reason'
    ).rows -%}
    {%- set unknown = run_query(
        'select count(*) from ' ~ built_table('int_opt_outs') ~ ' where customer_key is null'
    ).rows[0][0] -%}
    {%- set days = ', ' ~ plan['first_day'] ~ ' to ' ~ plan['last_day'] if plan['pushes'] else '' -%}
    {%- do print(summary_line('pushes', '{:,} planned{}; {:,} of them explore'.format(
        plan['pushes'], days, plan['explorations']
    ))) -%}
    {%- for row in left_out -%}
        {%- do print(summary_line('', '{:,} customers left out: {}'.format(row['customers'], row['reason']))) -%}
    {%- endfor -%}
    {%- if unknown -%}
        {%- do print(summary_line('', '{:,} opt-outs are of customers whom the shop does not know'.format(unknown))) -%}
    {%- endif -%}
{%- endmacro -%}
