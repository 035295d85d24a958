{#- Adds to build_steps what each step took up to now; publishing adds itself. -#}
{%- macro record_build_steps(results) -%}
    {%- set build_steps = built_in_run(results, 'build_steps') -%}
    {%- set ran = [] -%}
    {%- for result in results if result.timing and result.timing[-1].completed_at -%}
        {%- do ran.append({
            'unique_id': result.node.unique_id,
            'path': result.node.original_file_path,
            'started_at': result.timing[0].started_at.isoformat(),
            'ended_at': result.timing[-1].completed_at.isoformat(),
        }) -%}
    {%- endfor -%}
    {%- if build_steps -%}
        {%- do run_query(
            'insert into ' ~ build_steps ~ ' by name select unnest(helix_build_steps('
            ~ dbt.string_literal(dbt.escape_single_quotes(tojson(ran))) ~ ", timestamp '"
            ~ run_started_at.astimezone(modules.pytz.utc).strftime('%Y-%m-%d %H:%M:%S.%f')
            ~ "'), recursive := true)"
        ) -%}
    {%- endif -%}
{%- endmacro -%}
