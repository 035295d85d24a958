{#-
    The select list of a table of the contract. A column keeps its name, unless `given` has an expression for it; what
    is neither given nor among the columns that the rows have, by default all, is null.
-#}
{%- macro contract_columns(entity, given={}, has=none) -%}
    {%- for column, type in contract()[entity].items() -%}
        {%- if column in given or (has is not none and column not in has) -%}
            cast({{ given.get(column, 'null') }} as {{ type }}) as {{ column }}
        {%- else -%}
            {{ column }}
        {%- endif -%}
        {{- ',\n        ' if not loop.last }}
    {%- endfor -%}
{%- endmacro -%}
