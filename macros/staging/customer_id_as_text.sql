{#-
    A customer's id as the chosen source's tables have it, wherever it was read: in the source's files, and in the
    journal. Ids that went through a float on their way, by the source's entry, lose what that added: 17850.0 is 17850.
-#}
{%- macro customer_id_as_text(id) -%}
    {%- if sources()[var('source')].get('customer_ids') == 'floats' -%}
        nullif(regexp_replace(trim(cast({{ id }} as string)), '[.]0+$', ''), '')
    {%- else -%}
        {{ id_as_text(id) }}
    {%- endif -%}
{%- endmacro -%}
