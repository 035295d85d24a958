{#- One row for each sentence, in a column `problem`; none for an empty list. -#}
{%- macro problem_rows(problems) -%}
    {%- for problem in problems %}
    select {{ dbt.string_literal(dbt.escape_single_quotes(problem)) }} as problem
    {% if not loop.last %}union all{% endif %}
    {%- else %}
    select cast(null as string) as problem
    where 1 = 0
    {%- endfor %}
{%- endmacro -%}
