{#- A name to put into a sentence: without needless blanks, and not in capitals from end to end. -#}
{%- macro name_in_words(name) -%}
    {%- set tidy = "trim(replace(replace(" ~ name ~ ", '   ', ' '), '  ', ' '))" -%}
    case
        when {{ name }} = upper({{ name }})
            then upper(substr({{ tidy }}, 1, 1)) || lower(substr({{ tidy }}, 2))
        else {{ tidy }}
    end
{%- endmacro -%}
