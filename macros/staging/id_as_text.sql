{#-
    An id as text, the same however a program wrote it: without blanks and quotes around it, invisible characters, a
    spreadsheet's ="" or the .0 of a float. The letter case stays. Null where nothing is left, or a word for "missing".
    Most ids are letters and digits, and pass after one look.
-#}
{%- macro id_as_text(id) -%}
    {%- set text = 'cast(' ~ id ~ ' as string)' -%}
    {%- set unwrapped = replace_matches(
        plain_text(id), "^ *(?:=? *\"(.*)\"|'(.*)'|“(.*)”|'([0-9].*)) *$", '\\1\\2\\3\\4'
    ) -%}
    {%- set on_one_blank = replace_matches('trim(' ~ unwrapped ~ ')', ' +', ' ') -%}
    {%- set whole = replace_matches(on_one_blank, '^(-?[0-9]+)[.]0*$', '\\1') -%}
    case
        when {{ text_matches(text, '^[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]*$') }} then {{ text }}
        {#- As a float of 16 digits and more is written. #}
        when {{ text_matches(text, '^[0-9]([.][0-9]+)?e[+][0-9]+$') }}
            then cast(try_cast({{ text }} as decimal(38, 0)) as string)
        else nullif({{ replace_matches(whole, words_for_missing()) }}, '')
    end
{%- endmacro -%}
