{#- A text on a clock of 24 hours as a moment of the shop's clock, brought there from the offset or zone behind it, if any. -#}
{%- macro moment_with_zone(text) -%}
    {%- set without_z = replace_matches(text, ' *[Zz]$', '+00') -%}
    {%- set offset_beside_time = replace_matches(without_z, ' *([+-][0-9]{2}):?([0-9]{2})?$', '\\1:\\2') -%}
    {%- set with_zone = replace_matches(offset_beside_time, ':$', ':00') -%}
    case
        when {{ has_plain_time(text) }} then {{ in_known_years('try_cast(' ~ text ~ ' as timestamp)') }}
        when {{ text_matches(text, ':[0-9]{1,2}([.][0-9]*)? *([+-][0-9]{2}(:?[0-9]{2})?|[A-Za-z][A-Za-z0-9_/+-]*)$') }}
            then {{ in_known_years(in_local_time(with_zone, var('timezone'))) }}
    end
{%- endmacro -%}
