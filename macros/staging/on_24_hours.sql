{#- A text with AM or PM behind its time on a clock of 24 hours; null where the hour is none of 1 to 12. Others stay as they are. -#}
{%- macro on_24_hours(text) -%}
    {%- set pattern
        = '^(.*[0-9])[T ] *([0-9]{1,2})((?::[0-9]{1,2}){0,2}(?:[.][0-9]*)?) *([AaPp])[.]? ?[Mm][.]?( .*|[+-].*|[Zz])?$' -%}
    {%- set hour = 'cast(' ~ matched_group(text, pattern, 2) ~ ' as integer)' -%}
    case
        when not {{ text_matches(text, pattern) }} then {{ text }}
        when {{ hour }} between 1 and 12
            then
                {{ matched_group(text, pattern, 1) }} || ' '
                || lpad(
                    cast({{ hour }} % 12 + case lower({{ matched_group(text, pattern, 4) }}) when 'p' then 12 else 0 end as string),
                    2, '0'
                )
                || coalesce(nullif({{ matched_group(text, pattern, 3) }}, ''), ':00') || {{ matched_group(text, pattern, 5) }}
    end
{%- endmacro -%}
