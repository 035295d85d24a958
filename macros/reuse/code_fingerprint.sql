{#-
    Fingerprint of what this model runs: the compiled code, in which its macros, variables and marks are, and the modules of
    python_ml that it imports. The name of the database has no part in it. Of a seed: of its file.
-#}
{%- macro code_fingerprint() -%}
    {%- if model.resource_type == 'seed' -%}
        {{ return(model.checksum.checksum) }}
    {%- endif -%}
    {%- set code = model.compiled_code | replace(adapter.quote(this.database) ~ '.', '') -%}
    {%- set answer = run_query(
        "select helix_code_fingerprint('" ~ model.language ~ "', "
        ~ dbt.string_literal(dbt.escape_single_quotes(code)) ~ ")"
    ) -%}
    {{ return(local_md5(answer.rows[0][0] ~ (model.contract.checksum or ''))) }}
{%- endmacro -%}
