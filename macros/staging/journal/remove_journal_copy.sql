{#- For the post-hook of the model that reads the journal: removes what journal_copy() wrote, in which customers are named. -#}
{%- macro remove_journal_copy() -%}
    {%- if var('journal_path') -%}
        select helix_remove_journal_copy()
    {%- endif -%}
{%- endmacro -%}
