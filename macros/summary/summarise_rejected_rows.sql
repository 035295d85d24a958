{%- macro summarise_rejected_rows() -%}
    {%- set reasons = run_query(
        'select file_name, reason, count(*) as rejected from ' ~ built_table('int_rejected_rows')
        ~ ' group by file_name, reason order by rejected desc, file_name, reason limit 8'
    ).rows -%}
    {%- for row in reasons -%}
        {%- do print(summary_line('rejected' if loop.first else '', '{:,}  {}: {}'.format(
            row['rejected'], row['file_name'], row['reason']
        ))) -%}
    {%- endfor -%}
{%- endmacro -%}
