{#- What a person or a spreadsheet writes for yes and no, as a boolean; null for anything else. -#}
{%- macro truth(text) -%}
    case
        when lower(trim({{ text }})) in ('true', 'yes', '1') then true
        when lower(trim({{ text }})) in ('false', 'no', '0') then false
    end
{%- endmacro -%}
