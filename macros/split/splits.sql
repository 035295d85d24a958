{#- The roles of cutoffs in the order of time, each with those whose label windows had closed before it. -#}
{%- macro splits() -%}
    {{ return({
        'train': [],
        'validation': ['train'],
        'test': ['train', 'validation'],
        'serve': ['train', 'validation', 'test'],
    }) }}
{%- endmacro -%}
