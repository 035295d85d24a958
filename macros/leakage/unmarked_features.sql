{#- Sentences on columns that a model was trained on without a mark, or that are marked and were not trained on. -#}
{%- macro unmarked_features(fitted, mark='feature') -%}
    {#- Compiled, for the docs, where only what is published is at hand: a test runs where the model is built. -#}
    {%- if not load_relation(fitted) -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set problems = [] -%}
    {%- set learned = fromjson(run_query('select max(features) from ' ~ fitted).rows[0][0]) -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
    {%- set marked = marked_features(models | map(attribute='name') | list, mark) -%}
    {%- for name in learned if name not in marked -%}
        {%- do problems.append(fitted.name ~ ' learns from ' ~ name ~ ', which no YAML marks as a feature') -%}
    {%- endfor -%}
    {#- A history too thin for trees has none that learn. -#}
    {%- for name in marked if learned and name not in learned -%}
        {%- do problems.append(fitted.name ~ ' does not learn from ' ~ name ~ ', which is marked as a feature') -%}
    {%- endfor -%}
    {%- if learned | unique | list | length < learned | length -%}
        {%- do problems.append(fitted.name ~ ' learns from a column twice') -%}
    {%- endif -%}
    {{ return(problems) }}
{%- endmacro -%}
