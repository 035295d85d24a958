{%- macro json_ids(json, field) -%}
    {{ return(adapter.dispatch('json_ids')(json, field)) }}
{%- endmacro -%}

{%- macro default__json_ids(json, field) -%}
    {%- set texts = "json_extract_string(" ~ json ~ ", '$." ~ field ~ "[*]')" -%}
    {%- set ids = 'list_transform(' ~ texts ~ ', lambda given : ' ~ id_as_text('given') ~ ')' -%}
    case when len({{ texts }}) > 0 and len({{ texts }}) = list_count({{ ids }}) then {{ ids }} end
{%- endmacro -%}

{%- macro spark__json_ids(json, field) -%}
    {%- set texts = "from_json(get_json_object(" ~ json ~ ", '$." ~ field ~ "'), 'array<string>')" -%}
    {%- set ids = 'transform(' ~ texts ~ ', given -> ' ~ id_as_text('given') ~ ')' -%}
    case when size({{ texts }}) > 0 and size({{ texts }}) = size(array_compact({{ ids }})) then {{ ids }} end
{%- endmacro -%}
