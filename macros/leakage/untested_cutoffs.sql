{#- Sentences on tables with an as_of whose newest event no test compares with it; a model without a YAML is found too. -#}
{%- macro untested_cutoffs() -%}
    {%- set problems = [] -%}
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
            {%- set columns = adapter.get_columns_in_relation(relation) if relation else [] -%}
            {%- if 'as_of' in columns | map(attribute='name') -%}
                {%- do problems.append(
                    node.name ~ ' has an as_of, but no test events_before_cutoff on its newest event (last_event_at)'
                ) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(problems) }}
{%- endmacro -%}
