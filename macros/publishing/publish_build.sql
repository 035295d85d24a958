{#-
    Lets people read what a whole build has made. Returns what is said of it, the build or why nothing was published, and a
    problem if that failed.
-#}
{%- macro publish_build(results) -%}
    {%- set reason = why_not_published(results) -%}
    {%- if reason -%}
        {{ return({'said': 'nothing: ' ~ reason, 'problem': none}) }}
    {%- endif -%}
    {#- The plugin adds what came of it: an id and a size, or a problem. -#}
    {%- set build = published_contents(results) -%}
    {%- do adapter.store_relation('helix', api.Relation.create(database=target.database, schema=target.schema), [], '', '', build) -%}
    {%- if build['problem'] -%}
        {%- set sentence = shortage('The published build', build['problem']) or 'The build could not be published: ' ~ build['problem'] -%}
        {{ return({'said': 'nothing: the build could not be written', 'problem': sentence}) }}
    {%- endif -%}
    {{ return({
        'said': 'build {}, {:,.1f} MB: what helix reads from now on'.format(build['id'], build['bytes'] / 1e6), 'problem': none
    }) }}
{%- endmacro -%}
