{#-
    The select list of a table of the contract. Columns keep their names; what the source calls otherwise, or lacks, is
    given as an expression, such as contract_columns('customers', {'described_at': 'null'}).
-#}
{%- macro contract_columns(entity, given={}) -%}
    {%- for column, type in contract()[entity].items() -%}
        {{ 'cast(' ~ given[column] ~ ' as ' ~ type ~ ') as ' ~ column if column in given else column }}
        {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
