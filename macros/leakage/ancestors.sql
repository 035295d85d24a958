{#- Names of all models that a model is made from, near and far; the way back ends at the models in `ends`. -#}
{%- macro ancestors(model, ends=[], found=none) -%}
    {%- set found = [] if found is none else found -%}
    {%- for parent in graph.nodes['model.' ~ project_name ~ '.' ~ model].depends_on.nodes -%}
        {%- set node = graph.nodes.get(parent) -%}
        {%- if node and node.resource_type == 'model' and node.name not in found -%}
            {%- do found.append(node.name) -%}
            {%- if node.name not in ends -%}
                {%- do local_helix.ancestors(node.name, ends, found) -%}
            {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro -%}
