{#- How many of a customer's best pairs a list or the calibration looks at, as the YAML of ranker_scores has it. -#}
{%- macro score_depth(purpose) -%}
    {%- if execute -%}
        {%- set kept = graph.nodes['model.' ~ project_name ~ '.ranker_scores'].config.meta -%}
        {{ return({'list': kept.list_lengths * var('top_k'), 'calibration': kept.calibration_depth}[purpose]) }}
    {%- endif -%}
{%- endmacro -%}
