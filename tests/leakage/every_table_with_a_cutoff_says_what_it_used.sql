{#-
    From dbt's manifest and the tables themselves: whatever has an as_of has its newest event tested against it, but for
    the cutoffs, whom they look at, and what looks into label windows. A model without a YAML is found as well.
-#}
-- depends_on: {{ ref('recommendations') }}
{% set problems = [] -%}
{%- if execute -%}
    {%- set exempt = models_marked('of_today') + models_marked('fixed') + models_marked('after_window') -%}
    {%- set tested = [] -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'test' and node.test_metadata -%}
        {%- if node.test_metadata.name == 'events_before_cutoff' -%}
            {%- do tested.append(node.attached_node) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
        {%- if node.name not in exempt and node.unique_id not in tested -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- set names = adapter.get_columns_in_relation(relation) | map(attribute='name') | list if relation else [] -%}
            {%- if 'as_of' in names -%}
                {%- do problems.append(
                    node.name ~ ' has an as_of, but no test events_before_cutoff on its newest event (last_event_at)'
                ) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
{%- endif -%}

{{ problem_rows(problems) }}
