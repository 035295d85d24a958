{#- Literal with the file that the chosen source's rows of an entity come from, to begin a sentence with. -#}
{%- macro file_of(entity) -%}
    {%- set source_name = var('source') -%}
    {%- if source_name == 'demo' -%}
        'the demo shop'
    {%- else -%}
        {%- set table = 'transactions_train' if source_name == 'hm' and entity == 'transactions' else entity -%}
        {{ dbt.string_literal(dbt.escape_single_quotes(raw_file_path(source_name, table))) }}
    {%- endif -%}
{%- endmacro -%}
