{#-
    The staging model of the chosen source, e.g. chosen_staging('transactions') is stg_demo__transactions. Whoever asks
    for it waits until int_shop_problems has found the shop fit, so that a bad shop replaces nothing behind staging.
    Only that check itself and the rejected rows, which say what is bad, come before.
-#}
{%- macro chosen_staging(entity, before_check=false) -%}
    {%- do check_variables() -%}
    {%- if not before_check and entity != 'rejected_rows' -%}
        {%- do ref('int_shop_problems') -%}
    {%- endif -%}
    {{ return(ref('stg_' ~ var('source') ~ '__' ~ entity)) }}
{%- endmacro -%}
