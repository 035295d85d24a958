{#-
    Sentences on models with features, candidates or history that are made from anything that looks into a label window.
    The ways that lead there are the audiences, which say whom to look at and nothing of them.
-#}
{%- macro features_from_labels(audiences) -%}
    {%- set problems = [] -%}
    {%- set fixed = models_marked('fixed') -%}
    {%- set after_window = models_marked('after_window') -%}
    {%- set of_today = models_marked('of_today') -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- set is_before = node.fqn | select('in', ['history', 'candidates', 'features']) | list -%}
        {%- set has_features = marked_features([node.name]) or marked_features([node.name], 'timing_feature') -%}
        {%- if has_features or is_before or node.name in ['candidate_pairs', 'pair_features'] -%}
            {%- if node.name in of_today -%}
                {%- do problems.append(node.name ~ ' is marked as of today, so twins would not compare it') -%}
            {%- endif -%}
            {%- for name in [node.name] + ancestors(node.name, ends=fixed) if name in after_window -%}
                {%- do problems.append(node.name ~ ' is, or is made from, ' ~ name ~ ', which looks into the label window') -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for audience in audiences -%}
        {%- for column in adapter.get_columns_in_relation(audience) -%}
            {%- if column.name not in ['target', 'as_of', 'split', 'cohort', 'customer_key', 'first_sold_on'] -%}
                {%- do problems.append(audience.name ~ ' hands on ' ~ column.name ~ ', beside whom to look at') -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro -%}
