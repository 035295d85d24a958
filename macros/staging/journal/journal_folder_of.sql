{#- The folder of the journal that holds events of a kind. -#}
{%- macro journal_folder_of(kind) -%}
    case {{ kind }}
        {%- for folder, contract in journal_events().items() %}
        when '{{ contract.kind }}' then '{{ folder }}'
        {%- endfor %}
    end
{%- endmacro -%}
