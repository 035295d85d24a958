{#-
    What a build consists of: all that an exposure names. A model that says `meta: {published_as: view}` stays a view, on
    the published tables; every other one is a table there. The exposure feature_store is written as Parquet too. Descriptions
    in YAML become comments of tables and columns.
-#}
{%- macro published_contents(results) -%}
    {%- set exposed = [] -%}
    {%- for exposure in graph.exposures.values() -%}
        {%- do exposed.extend(exposure.depends_on.nodes) -%}
    {%- endfor -%}
    {%- set features = graph.exposures['exposure.' ~ project_name ~ '.feature_store'].depends_on.nodes -%}
    {%- set contents = {'tables': {}, 'views': {}, 'descriptions': {}, 'features': [], 'parts': customer_parts(),
        'live': live_contents(results), 'lookup': lookup_contents(results)} -%}
    {%- for result in results if result.node.unique_id in exposed -%}
        {%- set node = result.node -%}
        {%- if node.config.meta.get('published_as') == 'view' -%}
            {%- set catalog = adapter.quote(node.database) ~ '.' -%}
            {%- do contents['views'].update({node.name: node.compiled_code | replace(catalog, '')}) -%}
        {%- else -%}
            {%- do contents['tables'].update({node.name: node.relation_name}) -%}
        {%- endif -%}
        {%- do contents['descriptions'].update({node.name: described(node)}) -%}
        {%- if node.unique_id in features -%}
            {%- do contents['features'].append(node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(contents) }}
{%- endmacro -%}
