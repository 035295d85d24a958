{#- The columns of one fact of build_facts: a number, with its interval if it has one, or a text. -#}
{%- macro fact(subject, name, value='null', unit="''", detail="''", low='null', high='null', text='null') -%}
    {%- set string = dbt.type_string() -%}
    cast({{ subject }} as {{ string }}) as subject,
    cast({{ name }} as {{ string }}) as name,
    cast({{ detail }} as {{ string }}) as detail,
    cast({{ value }} as double) as value,
    cast({{ low }} as double) as low,
    cast({{ high }} as double) as high,
    cast({{ unit }} as {{ string }}) as unit,
    cast({{ text }} as {{ string }}) as text
{%- endmacro -%}
