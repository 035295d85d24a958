{#-
    What a model has just computed for pending cutoffs, and from its table of the build before what it computed for those
    that closed long ago. When the new table stands, its comment says what each of its closed cutoffs was computed from.
-#}
{%- macro with_kept_cutoffs(computed, subject='ranking', in_parts=false) -%}
    {%- do config(post_hook="{{ remember_cutoffs('" ~ subject ~ "') }}") -%}
    {%- set kept = kept_cutoffs(subject) -%}
    select * from {{ computed }}
    {%- if kept %}
    union all
    select * from {{ this }}
    where ({{ is_kept(kept) }}){{ ' and ' ~ in_part() if in_parts }}
    {%- endif -%}
{%- endmacro -%}
