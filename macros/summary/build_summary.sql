{#- For on-run-end: what was read, made and learned, how long it took, and where to look next. -#}
{%- macro build_summary(results) -%}
    {%- if execute and flags.WHICH in ['build', 'test'] -%}
        {%- do summarise_leaks(results) -%}
    {%- endif -%}
    {%- if execute -%}
        {%- do summarise_shortage(results) -%}
    {%- endif -%}
    {%- set built = [] -%}
    {%- for result in results if result.status == 'success' and result.node.resource_type == 'model' -%}
        {%- do built.append(result.node.name) -%}
    {%- endfor -%}
    {%- if execute and flags.WHICH in ['build', 'run'] and 'ranking_metrics' in built -%}
        {%- do print('') -%}
        {%- do summarise_shop() -%}
        {%- do summarise_changed_past() -%}
        {%- do summarise_rejected_rows() -%}
        {%- do summarise_ranking() -%}
        {%- do summarise_reranking() -%}
        {%- if 'timing_metrics' in built -%}
            {%- do summarise_timing() -%}
        {%- endif -%}
        {%- if 'push_plan' in built -%}
            {%- do summarise_push_plan() -%}
        {%- endif -%}
        {%- do summarise_cost(results) -%}
        {%- do print(summary_line('look next', 'select * from recommendations, select * from ranking_metrics, analyses/')) -%}
        {%- do print(summary_line('', 'helix predict CUSTOMER for one customer, make docs-serve for the lineage')) -%}
    {%- endif -%}
{%- endmacro -%}
