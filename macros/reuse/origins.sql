{#- The origin of each table and view of this build, by name, as record_origin wrote it down; none of what has no record. -#}
{%- macro origins() -%}
    {%- set by_name = {} -%}
    {%- for name, comment in relation_comments().items() -%}
        {%- set origin = fromjson(comment['text'], {}) -%}
        {%- if origin.code is defined -%}
            {%- do by_name.update({name: dict(origin, is_view=comment['is_view'])}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(by_name) }}
{%- endmacro -%}
