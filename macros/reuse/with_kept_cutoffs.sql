{#-
    What a model has just computed for pending cutoffs, and from its table of the build before what it computed for those
    that closed long ago. When the new table stands, its comment says what each of its closed cutoffs was computed from.
-#}
{%- macro with_kept_cutoffs(computed, subject='ranking') -%}
    {%- do config(post_hook="{{ remember_cutoffs('" ~ subject ~ "') }}") -%}
    {%- set kept = kept_cutoffs(subject) -%}
    {#- Of a model that is computed in parts, each part takes over its own customers. -#}
    {%- set is_in_parts = 'in_part(' in model.get('raw_code', '') -%}
    select * from {{ computed }}
    {%- if kept %}
    union all
    select * from {{ this }}
    where ({{ is_kept(kept) }}){{ ' and ' ~ in_part() if is_in_parts }}
    {%- endif -%}
{%- endmacro -%}
