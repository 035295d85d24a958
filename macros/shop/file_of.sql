{#- Where the chosen source's rows of an entity come from, in words for a sentence. -#}
{%- macro file_of(entity) -%}
    {%- set hm_names = {'transactions': 'transactions_train'} -%}
    {%- set source_name = var('source') -%}
    {%- if source_name == 'demo' -%}
        {{ return('the demo shop') }}
    {%- elif source_name == 'hm' -%}
        {{ return(raw_file_path('hm', hm_names.get(entity, entity))) }}
    {%- else -%}
        {{ return(raw_file_path(source_name, entity)) }}
    {%- endif -%}
{%- endmacro -%}
