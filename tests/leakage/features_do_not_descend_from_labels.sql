{#-
    From dbt's manifest: no model with features, no candidate and no history is made from anything that looks into a
    label window. The one way that leads there is int_audience, which says whom to look at and nothing of them.
-#}
-- depends_on: {{ ref('pair_features') }}
-- depends_on: {{ ref('labels') }}
-- depends_on: {{ ref('int_audience') }}
{% set problems = [] -%}
{%- if execute -%}
    {%- set fixed = models_marked('fixed') -%}
    {%- set after_window = models_marked('after_window') -%}
    {%- set of_today = models_marked('of_today') -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list -%}
    {%- for node in models -%}
        {%- set marked = node.columns.values() | selectattr('config.meta.feature', 'defined') | list -%}
        {%- set is_before = node.fqn | select('in', ['history', 'candidates', 'features']) | list -%}
        {%- if (marked or is_before) and node.name in of_today -%}
            {%- do problems.append(node.name ~ ' is marked as of today, so twins would not compare it') -%}
        {%- endif -%}
        {%- if marked or is_before or node.name in ['candidate_pairs', 'pair_features'] -%}
            {%- for ancestor in [node.name] + ancestors(node.name, ends=fixed) if ancestor in after_window -%}
                {%- do problems.append(node.name ~ ' is, or is made from, ' ~ ancestor ~ ', which looks into the label window') -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in adapter.get_columns_in_relation(ref('int_audience')) -%}
        {%- if column.name not in ['as_of', 'split', 'customer_key'] -%}
            {%- do problems.append('int_audience hands on ' ~ column.name ~ ', beside whom to look at') -%}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}

{{ problem_rows(problems) }}
