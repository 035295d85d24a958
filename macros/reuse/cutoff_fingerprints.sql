{#- Fingerprint of each closed cutoff of a subject, by "as_of split": what it may know of. -#}
{%- macro cutoff_fingerprints(subject) -%}
    {%- set built = built_table('int_cutoff_fingerprints') -%}
    {%- set fingerprints = {} -%}
    {%- if built -%}
        {%- for row in run_query(
            "select as_of, split, fingerprint from " ~ built ~ " where subject = '" ~ subject ~ "' order by as_of, split"
        ).rows -%}
            {%- do fingerprints.update({row[0] ~ ' ' ~ row[1]: row[2]}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(fingerprints) }}
{%- endmacro -%}
