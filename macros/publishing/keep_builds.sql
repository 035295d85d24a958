{#- How many builds are kept beside the current one, 0 to publish none; anything but a whole number stops the run. -#}
{%- macro keep_builds() -%}
    {%- set kept = env_var('HELIX_KEEP_BUILDS', '3') -%}
    {%- if not modules.re.fullmatch('0|[1-9][0-9]{0,3}', kept) -%}
        {{ refuse(
            "HELIX_KEEP_BUILDS in the environment is '" ~ kept ~ "': set it to a whole number, 0 to publish nothing."
        ) }}
    {%- endif -%}
    {{ return(kept | int) }}
{%- endmacro -%}
