{#- Time and peak memory of each part of the house, and of its slowest model. Parts that ran at once share a peak. -#}
{%- macro summarise_cost(results) -%}
    {%- set parts = {} -%}
    {%- for result in results if result.node.resource_type in ['model', 'seed', 'test', 'unit_test'] and result.timing -%}
        {%- set is_model = result.node.resource_type == 'model' -%}
        {%- set part = result.node.fqn[1:-1] | join('/') if is_model else result.node.resource_type | replace('_', ' ') ~ 's' -%}
        {%- set known = parts.get(part, {'seconds': 0, 'slowest': '', 'slowest_seconds': 0, 'from': none, 'to': none}) -%}
        {%- set run = result.timing[-1] -%}
        {%- do known.update({'seconds': known['seconds'] + result.execution_time}) -%}
        {%- if is_model and result.execution_time > known['slowest_seconds'] -%}
            {%- do known.update({'slowest': result.node.name, 'slowest_seconds': result.execution_time}) -%}
        {%- endif -%}
        {%- if known['from'] is none or run.started_at < known['from'] -%}
            {%- do known.update({'from': run.started_at}) -%}
        {%- endif -%}
        {%- if known['to'] is none or run.completed_at > known['to'] -%}
            {%- do known.update({'to': run.completed_at}) -%}
        {%- endif -%}
        {%- do parts.update({part: known}) -%}
    {%- endfor -%}
    {%- for part, cost in parts.items() -%}
        {%- set memory = run_query(
            "select helix_peak_memory_mb(timestamp '" ~ cost['from'].strftime('%Y-%m-%d %H:%M:%S.%f')
            ~ "', timestamp '" ~ cost['to'].strftime('%Y-%m-%d %H:%M:%S.%f') ~ "')"
        ).rows[0][0] -%}
        {%- do print(summary_line('time' if loop.first else '', '{:7.1f} s  {:>8}  {}{}'.format(
            cost['seconds'],
            '{:,} MB'.format(memory) if memory is not none else '',
            part,
            ', most of it {} ({:.1f} s)'.format(cost['slowest'], cost['slowest_seconds']) if cost['slowest'] else ''
        ))) -%}
    {%- endfor -%}
{%- endmacro -%}
