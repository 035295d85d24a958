{#- One line of the summary: its subject in a column of its own, then what is to be said. -#}
{%- macro summary_line(subject, text) -%}
    {{ return('  ' ~ '%-10s' % subject ~ '  ' ~ text) }}
{%- endmacro -%}
