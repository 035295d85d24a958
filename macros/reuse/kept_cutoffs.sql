{#-
    Days of the closed cutoffs whose rows in this model's table are as they would be computed now: made by the same code from
    tables made by the same code, and with the same fingerprint. None with --full-refresh.
-#}
{%- macro kept_cutoffs() -%}
    {%- set kept, subject = [], model.config.meta.get('reuse') -%}
    {%- if subject and not should_full_refresh() -%}
        {%- set before, now = origins().get(this.identifier, {}), current_origin() -%}
        {%- set is_known = none not in now.read.values() -%}
        {%- if is_known and before.code == now.code and before.read == now.read -%}
            {%- for cutoff, fingerprint in cutoff_fingerprints(subject).items() -%}
                {%- if before.get('cutoffs', {}).get(cutoff) == fingerprint -%}
                    {%- do kept.append(cutoff.split(' ')[0]) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
    {{ return(kept) }}
{%- endmacro -%}
