{#- The chosen source's files that name customers or articles, besides its sales: name, whose ids, and model under the contract. -#}
{%- macro files_with_ids() -%}
    {%- set files = [
        ('customers', 'customer', chosen_staging('customers', before_check=true)),
        ('articles', 'article', chosen_staging('articles', before_check=true))
    ] -%}
    {%- for entity in ['opt_outs', 'pushes'] if source_brings(entity) -%}
        {%- do files.append((entity, 'customer', ref('stg_' ~ var('source') ~ '__' ~ entity))) -%}
    {%- endfor -%}
    {{ return(files) }}
{%- endmacro -%}
