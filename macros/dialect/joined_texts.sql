{#- The texts of a group as one, sorted, so that it is the same in whatever order the rows come. -#}
{%- macro joined_texts(text, separator) -%}
    {{ return(adapter.dispatch('joined_texts')(text, separator)) }}
{%- endmacro -%}

{%- macro default__joined_texts(text, separator) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ text }})
{%- endmacro -%}

{%- macro spark__joined_texts(text, separator) -%}
    array_join(array_sort(collect_list({{ text }})), '{{ separator }}')
{%- endmacro -%}
