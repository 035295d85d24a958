{#- A moment as text in the shop's local time: one with an offset from UTC is brought there, one without is there already. -#}
{%- macro local_moment(text) -%}
    case
        when {{ text_matches(text, ':[0-9]{2}([.][0-9]+)? ?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$') }}
            then {{ moment(in_local_time(text, var('timezone'))) }}
        else {{ moment(text) }}
    end
{%- endmacro -%}
