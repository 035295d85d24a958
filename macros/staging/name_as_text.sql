{#-
    A name, or another word that people read, as plain text; null where nothing is left or a program wrote that nothing
    was there. `None` stays: some shops mean it.
-#}
{%- macro name_as_text(name) -%}
    nullif({{ replace_matches(plain_text(name), '^ *(?i:nan|nat|null|<na>|#?n/a|#value!|#ref!|#name[?]|\\\\n) *$') }}, '')
{%- endmacro -%}
