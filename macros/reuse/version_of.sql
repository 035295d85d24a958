{#-
    One word for the code that made the rows of a table, its own and that of all it was made from; none if some of it is not
    known. A table was made from what its sources were then, a view reads what they are now.
-#}
{%- macro version_of(name, origins) -%}
    {%- set origin = origins.get(name, {}) -%}
    {%- if origin.code is not defined -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set read = {} -%}
    {%- for source, version in origin.read.items() -%}
        {%- do read.update({source: version_of(source, origins) if origin.is_view else version}) -%}
    {%- endfor -%}
    {{ return(none if none in read.values() else local_md5(tojson([origin.code, read], sort_keys=true))) }}
{%- endmacro -%}
