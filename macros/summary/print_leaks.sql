{#- Prints the first rows of each leakage test that failed: the sentence of a test says how many, not which. -#}
{%- macro print_leaks(results) -%}
    {%- for result in results if result.status == 'fail' and 'leakage' in result.node.tags -%}
        {%- do print('') -%}
        {%- do print('Leakage, ' ~ result.node.name ~ ' (' ~ result.failures ~ ' rows):') -%}
        {%- for row in run_query('select * from (' ~ result.node.compiled_code ~ ') as rows_found limit 5').rows -%}
            {%- set cells = [] -%}
            {%- for name, value in row.dict().items() -%}
                {%- do cells.append(value if name == 'problem' else name ~ ' ' ~ value) -%}
            {%- endfor -%}
            {%- do print('  ' ~ printable(cells | join(', '))) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro -%}
