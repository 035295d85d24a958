{#-
    Lets people read what a whole build has made. Returns what is said of it, the build or why nothing was published, that
    reason by itself, and a problem if publishing failed.
-#}
{%- macro publish_build(results) -%}
    {%- set reason = why_not_published(results) -%}
    {%- if reason -%}
        {{ return({'said': 'nothing: ' ~ reason, 'problem': none, 'reason': reason}) }}
    {%- endif -%}
    {%- set given = tojson({'contents': published_contents(results), 'keep': keep_builds()}) -%}
    {#- An id and a size, or a problem; as one value, since DuckDB calls the function once for each field that it takes apart. -#}
    {%- set build = fromjson(run_query(
        'select cast(to_json(helix_publish(' ~ dbt.string_literal(dbt.escape_single_quotes(given)) ~ ')) as varchar)'
    ).rows[0][0]) -%}
    {%- if build['problem'] -%}
        {%- set sentence = shortage('The published build', build['problem']) or 'The build could not be published: ' ~ build['problem'] -%}
        {%- set reason = 'the build could not be written' -%}
        {{ return({'said': 'nothing: ' ~ reason, 'problem': sentence, 'reason': reason}) }}
    {%- endif -%}
    {{ return({
        'said': 'build {}, {:,.1f} MB: what helix reads from now on'.format(build['id'], build['bytes'] / 1e6)
            ~ ('; ' ~ build['note'] if build['note'] else ''),
        'problem': none,
        'reason': none,
    }) }}
{%- endmacro -%}
