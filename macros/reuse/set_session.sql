{#- Statements that set what pending and in_part ask for. They last as long as the connection, which is one model's. -#}
{%- macro set_session(kept, first_key, last_key) -%}
    set variable kept_cutoffs = cast({{ kept }} as date[]);
    set variable keep_nothing = {{ should_full_refresh() }};
    set variable first_customer_key = {{ 'null' if first_key is none else first_key }};
    set variable last_customer_key = {{ 'null' if last_key is none else last_key }}
{%- endmacro -%}
