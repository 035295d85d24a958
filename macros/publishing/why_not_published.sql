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
    {#- dbt lists tests of models that are switched off too, when it reads the project for the first time. -#}
    {%- set whole = [] -%}
    {%- for node in graph.nodes.values() if node.config.enabled and node.resource_type in kinds -%}
        {%- if node.config.materialized != 'ephemeral' -%}
            {%- do whole.append(node.unique_id) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- set missing = whole | reject('in', passed) | list -%}
    {%- set others = ' and {:,} more'.format(failed | length - 1) if failed | length > 1 else '' -%}
    {%- set part = '{:,} of {:,} models, seeds and tests were not part of this build'.format(missing | length, whole | length) -%}
    {%- if flags.WHICH != 'build' -%}
        {{ return('only dbt build tests what it makes') }}
    {%- elif keep_builds() == 0 -%}
        {{ return('HELIX_KEEP_BUILDS is 0') }}
    {%- elif flags.EMPTY or flags.SAMPLE -%}
        {{ return('this build is of no rows, or of some') }}
    {%- elif failed -%}
        {{ return(failed | first ~ others ~ ' failed') }}
    {%- elif missing -%}
        {{ return(part) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro -%}
