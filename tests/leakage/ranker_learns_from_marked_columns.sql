{#- The columns that the ranker was trained on are those that the models' YAML marks as features, each once. -#}
{%- set problems = [] -%}
{%- set models = ref('ranker_model') -%}
{%- if execute -%}
    {%- set learned = fromjson(run_query('select features from ' ~ models).rows[0][0]) -%}
    {%- set all_models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') -%}
    {%- set marked = marked_features(all_models | map(attribute='name') | list) -%}
    {%- for name in learned if name not in marked -%}
        {%- do problems.append('the ranker learns from ' ~ name ~ ', which no YAML marks as a feature') -%}
    {%- endfor -%}
    {%- for name in marked if name not in learned -%}
        {%- do problems.append('the ranker does not learn from ' ~ name ~ ', which is marked as a feature') -%}
    {%- endfor -%}
    {%- if learned | unique | list | length < learned | length -%}
        {%- do problems.append('the ranker learns from a column twice') -%}
    {%- endif -%}
{%- endif -%}

{{ problem_rows(problems) }}
