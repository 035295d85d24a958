{#-
    Why a run is not published, none if it is: only a build of every model and seed that failed no test is. Unit tests
    judge the code and not the tables, so a build may go without them.
-#}
{%- macro why_not_published(results) -%}
    {%- set kinds = ['model', 'seed', 'snapshot', 'test'] -%}
    {%- set passed, failed = [], [] -%}
    {%- for result in results -%}
        {%- if result.status in ['success', 'pass', 'warn', 'no-op'] -%}
            {%- do passed.append(result.node.unique_id) -%}
        {%- elif result.status != 'skipped' -%}
            {%- do failed.append(result.node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set missing = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type in kinds and node.config.materialized != 'ephemeral' -%}
        {%- if node.unique_id not in passed -%}
            {%- do missing.append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if flags.WHICH != 'build' -%}
        {{ return('only dbt build tests what it makes') }}
    {%- elif env_var('HELIX_KEEP_BUILDS', '3') == '0' -%}
        {{ return('HELIX_KEEP_BUILDS is 0') }}
    {%- elif flags.EMPTY or flags.SAMPLE -%}
        {{ return('this build is of no rows, or of some') }}
    {%- elif failed -%}
        {{ return(failed[0] ~ (' and {} more'.format(failed | length - 1) if failed | length > 1 else '') ~ ' failed') }}
    {%- elif missing -%}
        {{ return('{:,} of {:,} models, seeds and tests were not part of this build'.format(
            missing | length, graph.nodes.values() | selectattr('resource_type', 'in', kinds) | list | length
        )) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}
