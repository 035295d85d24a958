{#-
    A text as a moment of the shop's clock; null where it is none, or lies in no year of four digits from 1900 on. AM and
    PM are read; after a time only an offset from UTC or the name of a zone may stand, and the moment is then brought to
    the shop's zone.
-#}
{%- macro moment(text) -%}
    {%- set given = 'cast(' ~ text ~ ' as string)' -%}
    case
        when {{ has_plain_time(given) }} then {{ in_known_years('try_cast(' ~ given ~ ' as timestamp)') }}
        else {{ moment_with_zone(on_24_hours('trim(' ~ plain_text(given) ~ ')')) }}
    end
{%- endmacro -%}
