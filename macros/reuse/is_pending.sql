{#- True for rows of cutoffs that are still to be computed: all but the closed ones that with_kept_cutoffs takes over. -#}
{%- macro is_pending(subject='ranking') -%}
    {%- set kept = kept_cutoffs(subject) -%}
    {%- if kept -%}
        not ({{ is_kept(kept) }})
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro -%}
