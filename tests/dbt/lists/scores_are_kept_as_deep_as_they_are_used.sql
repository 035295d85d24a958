-- ranker_scores keeps as many of a customer's pairs as lists and calibration look at, and no more.
-- depends_on: {{ ref('ranker_scores') }}
{%- set needed = [list_depth(), calibration_depth()] | max -%}
{%- set kept = graph.nodes['model.' ~ project_name ~ '.ranker_scores'].config.meta.depth if execute else needed %}
select
    {{ needed }} as needed,
    {{ kept }} as kept
where {{ needed }} <> {{ kept }}
