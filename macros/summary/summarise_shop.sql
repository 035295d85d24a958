{%- macro summarise_shop() -%}
    {%- set shop = run_query('select * from ' ~ built_table('int_shop')).rows[0] -%}
    {%- set read = run_query(
        'select count(*) from ' ~ built_table('stg_' ~ shop['source'] ~ '__sale_lines')
    ).rows[0][0] -%}
    {%- set rejected = run_query('select count(*) from ' ~ built_table('int_rejected_rows')).rows[0][0] -%}
    {%- set cutoffs = run_query(
        'select split, max(as_of) as as_of, count(*) as cutoffs from ' ~ built_table('int_cutoffs') ~ ' group by split'
    ).rows -%}
    {%- set last_as_of = {} -%}
    {%- set number = {} -%}
    {%- for row in cutoffs -%}
        {%- do last_as_of.update({row['split']: row['as_of']}) -%}
        {%- do number.update({row['split']: row['cutoffs']}) -%}
    {%- endfor -%}
    {%- set counts = run_query(
        'select count(*) as pairs, count(distinct case when split = \'serve\' then customer_key end) as served from '
        ~ built_table('candidate_pairs')
    ).rows[0] -%}
    {%- do print('Local-Helix has built the shop ' ~ shop['source'] ~ (' from ' ~ var('raw_path') if var('raw_path') else '')) -%}
    {%- do print(summary_line('rows', '{:,} sale lines read, {:,} rows rejected'.format(read, rejected))) -%}
    {%- do print(summary_line('', '{:,} lines belong to no known customer, {:,} were taken back by a cancellation'.format(
        shop['anonymous_lines'], shop['cancelled_lines']
    ))) -%}
    {%- do print(summary_line('shop', '{:,} customers with sales, {:,} articles, {} to {}'.format(
        shop['buyers'], shop['articles'], shop['first_sold_on'], shop['last_sold_on']
    ))) -%}
    {%- do print(summary_line('cutoffs', '{} of {} train, validation {}, test {}, serve {}'.format(
        number['train'], var('train_cutoffs'), last_as_of['validation'], last_as_of['test'], last_as_of['serve']
    ))) -%}
    {%- do print(summary_line('pairs', '{:,} candidate pairs; lists for {:,} customers'.format(
        counts['pairs'], counts['served']
    ))) -%}
{%- endmacro -%}
