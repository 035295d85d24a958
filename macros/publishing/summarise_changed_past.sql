{#- Says which days before the last of the published build, of the same source, have other sales now than they had then. -#}
{%- macro summarise_changed_past() -%}
    {%- set published = published_database() -%}
    {%- if published -%}
        {%- do run_query(
            'attach ' ~ dbt.string_literal(dbt.escape_single_quotes(published)) ~ ' as published (read_only)'
        ) -%}
        {%- set knows_days = run_query(
            "select count(*) from duckdb_tables() where database_name = 'published' and table_name = 'int_day_checksums'"
        ).rows[0][0] -%}
        {%- set changed = run_query(
            "select count(*) as days, min(known_on) as first_day from ("
            ~ " select known_on, day_hash from " ~ built_table('int_day_checksums')
            ~ " where known_on <= (select max(known_on) from published.main.int_day_checksums)"
            ~ " except select known_on, day_hash from published.main.int_day_checksums"
            ~ ") where (select source from published.main.int_shop) = '" ~ var('source') ~ "'"
        ).rows[0] if knows_days else {'days': 0} -%}
        {%- do run_query('detach published') -%}
        {%- if changed['days'] -%}
            {%- do print(summary_line('past', (
                '{:,} days from {} on are not what they were in the published build: closed cutoffs that know of them were'
                ~ ' computed anew'
            ).format(changed['days'], changed['first_day']))) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
