{#- The rows that a source rejects, under the contract: from each of its models of lines, by the file they are read from. -#}
{%- macro rejected_lines(source_name, lines_of) -%}
    {%- for table, lines in lines_of.items() %}
    select
        {{ dbt.string_literal(dbt.escape_single_quotes(raw_file_name(source_name, table))) }} as file_name,
        reject_reason as reason,
        rejected_content as content
    from {{ lines }}
    where reject_reason is not null
    {%- if not loop.last %}
    union all
    {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
