{#- Prints one sentence if a node failed for want of memory or disk: the first, as others follow from it. -#}
{%- macro print_shortage(results) -%}
    {%- set sentences = [] -%}
    {%- for result in results if result.status == 'error' and not sentences -%}
        {%- set sentence = shortage(
            result.node.name, result.message or '', (result.node.config.meta or {}).get('lower', [])
        ) -%}
        {%- if sentence -%}
            {%- do sentences.append(sentence) -%}
            {%- do print('') -%}
            {%- do print(printable(sentence)) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
