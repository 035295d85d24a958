{#- The sentence about a variable that is out of range or of the wrong kind. -#}
{%- macro refuse_variable(name, wanted) -%}
    {%- set value = var(name) -%}
    {%- set given = "the text '" ~ value ~ "'" if value is string else value -%}
    {{ refuse('The variable ' ~ name ~ ' is ' ~ given ~ ': set it to ' ~ wanted ~ '.') }}
{%- endmacro -%}
