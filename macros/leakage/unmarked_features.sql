{#- Sentences on columns that the ranker was trained on without a mark, or that are marked and were not trained on. -#}
{%- macro unmarked_features(ranker_model) -%}
    {%- set problems = [] -%}
    {%- set learned = fromjson(run_query('select features from ' ~ ranker_model).rows[0][0]) -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
    {%- set marked = marked_features(models | map(attribute='name') | list) -%}
    {%- for name in learned if name not in marked -%}
        {%- do problems.append('the ranker learns from ' ~ name ~ ', which no YAML marks as a feature') -%}
    {%- endfor -%}
    {%- for name in marked if name not in learned -%}
        {%- do problems.append('the ranker does not learn from ' ~ name ~ ', which is marked as a feature') -%}
    {%- endfor -%}
    {%- if learned | unique | list | length < learned | length -%}
        {%- do problems.append('the ranker learns from a column twice') -%}
    {%- endif -%}
    {{ return(problems) }}
{%- endmacro -%}
