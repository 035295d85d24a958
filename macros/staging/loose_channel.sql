{#-
    The name of a channel without what two people write differently: letter case, width, blanks, quotes and signs, so
    that `E-Mail` is `email`. Null where nothing is left, or a program wrote that nothing was there.
-#}
{%- macro loose_channel(channel) -%}
    nullif(lower({{ replace_matches(narrow_text(id_as_text(channel)), '[^\\p{L}\\p{N}]') }}), '')
{%- endmacro -%}
