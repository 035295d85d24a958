{#-
    Sentences on models with features, candidates or history that are made from anything that looks into a label window.
    The one way that leads there is int_audience, which says whom to look at and nothing of them.
-#}
{%- macro features_from_labels(audience) -%}
    {%- set problems = [] -%}
    {%- set fixed = models_marked('fixed') -%}
    {%- set after_window = models_marked('after_window') -%}
    {%- set of_today = models_marked('of_today') -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- set is_before = node.fqn | select('in', ['history', 'candidates', 'features']) | list -%}
        {%- if marked_features([node.name]) or is_before or node.name in ['candidate_pairs', 'pair_features'] -%}
            {%- if node.name in of_today -%}
                {%- do problems.append(node.name ~ ' is marked as of today, so twins would not compare it') -%}
            {%- endif -%}
            {%- for name in [node.name] + ancestors(node.name, ends=fixed) if name in after_window -%}
                {%- do problems.append(node.name ~ ' is, or is made from, ' ~ name ~ ', which looks into the label window') -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in adapter.get_columns_in_relation(audience) -%}
        {%- if column.name not in ['as_of', 'split', 'customer_key'] -%}
            {%- do problems.append('int_audience hands on ' ~ column.name ~ ', beside whom to look at') -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro -%}
