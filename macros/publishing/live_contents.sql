{#-
    What a published build needs to answer one customer again after an event: the models marked `live: true` in the order in
    which they were made, each with its SQL and the relations that it reads, and the variables that an answer follows. A
    Python model has no SQL: `helix/live` does its work. A table of which no more than some columns count says so with
    `live_reads`. Without a database's name the SQL runs in any.
-#}
{%- macro live_contents(results) -%}
    {%- set models = [] -%}
    {%- for result in results if result.node.resource_type == 'model' and result.node.config.meta.get('live') -%}
        {%- set node = result.node -%}
        {%- set catalog = adapter.quote(node.database) ~ '.' -%}
        {%- set reads = {} -%}
        {%- for unique_id in node.depends_on.nodes -%}
            {%- set source = graph.nodes[unique_id] -%}
            {%- do reads.update({source.alias: {
                'relation': source.relation_name,
                'columns': source.config.meta.get('live_reads', []),
                'is_staged': 'staging' in source.fqn,
            }}) -%}
        {%- endfor -%}
        {%- do models.append({
            'name': node.alias,
            'relation': node.relation_name,
            'sql': node.compiled_code | replace(catalog, '') if node.language == 'sql' else none,
            'reads': reads,
        }) -%}
    {%- endfor -%}
    {%- set settings = {} -%}
    {%- for name in ['timezone', 'dismissed_days'] if models -%}
        {%- do settings.update({name: var(name) | string}) -%}
    {%- endfor -%}
    {{ return({'models': models, 'settings': settings}) }}
{%- endmacro -%}
