{#- For on-run-end: lets people read what a whole build has made, and says so, or why not. -#}
{%- macro publish_build(results) -%}
    {%- if execute and flags.WHICH in ['build', 'run'] -%}
        {%- set reason = why_not_published(results) -%}
        {%- if reason -%}
            {%- do print(summary_line('published', 'nothing: ' ~ reason)) -%}
        {%- else -%}
            {#- The plugin adds what came of it: an id and a size, or a problem. -#}
            {%- set build = published_contents(results) -%}
            {%- do adapter.store_relation('helix', api.Relation.create(database=target.database, schema=target.schema), [], '', '', build) -%}
            {%- if build['problem'] -%}
                {{ exceptions.raise_compiler_error(
                    shortage('The published build', build['problem'])
                    or 'The build could not be published: ' ~ build['problem']
                ) }}
            {%- endif -%}
            {%- do print(summary_line('published', 'build {}, {:,.1f} MB: what helix reads from now on'.format(
                build['id'], build['bytes'] / 1e6
            ))) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
