{#-
    True for rows of cutoffs that are still to be computed: all, but in a cutoff_table those that it takes over from its
    table of the build before. Only train and validation close, and no day is both. For the import CTEs.
-#}
{%- macro pending() -%}
    not (split in ('train', 'validation') and {{ in_session_list('as_of', 'kept_cutoffs') }})
{%- endmacro -%}
