{#- True for rows of the cutoffs given, as "as_of split". -#}
{%- macro is_kept(cutoffs) -%}
    {%- set by_split = {} -%}
    {%- for cutoff in cutoffs -%}
        {%- set as_of, split = cutoff.split(' ') -%}
        {%- do by_split.setdefault(split, []).append("date '" ~ as_of ~ "'") -%}
    {%- endfor -%}
    {%- for split, dates in by_split.items() -%}
        {{ 'or ' if not loop.first }}(split = '{{ split }}' and as_of in ({{ dates | join(', ') }}))
    {%- endfor -%}
{%- endmacro -%}
