{#- What the YAML says of a node and of its columns, as `text` and `columns`; what it says nothing of is left out. -#}
{%- macro described(node) -%}
    {%- set columns = {} -%}
    {%- for column in node.columns.values() if column.description -%}
        {%- do columns.update({column.name: column.description | trim}) -%}
    {%- endfor -%}
    {{ return({'text': node.description | trim, 'columns': columns}) }}
{%- endmacro -%}
