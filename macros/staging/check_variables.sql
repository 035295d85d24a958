{#- Ends dbt with one sentence if a variable cannot be used. Called where models are parsed too: a text where a number belongs would fail there first. -#}
{%- macro check_variables() -%}
    {%- set source_name = var('source') -%}
    {%- set known_sources = sources() | list -%}
    {%- if source_name not in known_sources -%}
        {%- set given = "'" ~ source_name ~ "', which is unknown" if source_name else 'not set' -%}
        {{ exceptions.raise_compiler_error(
            'The variable source is ' ~ given ~ ': set it to '
            ~ known_sources[:-1] | join(', ') ~ ' or ' ~ known_sources[-1] ~ '.'
        ) }}
    {%- endif -%}

    {%- set whole_numbers = [
        ('label_days', 1, 3650),
        ('train_cutoffs', 1, 1000),
        ('min_history_days', 1, 36500),
        ('top_k', 1, 1000),
        ('max_per_product', 1, 1000),
        ('max_per_category', 1, 1000),
        ('new_article_places', 0, 1000),
        ('new_article_days', 1, 36500),
        ('train_customers', 1, 2147483647),
        ('train_negatives', 1, 2147483647),
        ('timing_train_cutoffs', 1, 1000),
        ('timing_customers', 1, 2147483647),
        ('max_pushes', 1, 1000),
        ('push_window_days', 1, 3650),
        ('exploration_seed', 0, 9223372036854775807),
        ('fold_seed', 0, 9223372036854775807),
    ] -%}
    {%- if var('held_out_fold') is not none -%}
        {%- do whole_numbers.append(('held_out_fold', 0, 9)) -%}
    {%- endif -%}
    {%- if var('daily_capacity') is not none -%}
        {%- do whole_numbers.append(('daily_capacity', 1, 2147483647)) -%}
    {%- endif -%}
    {%- if source_name == 'demo' -%}
        {%- set whole_numbers = whole_numbers + [
            ('demo_customers', 2, 1073741824),
            ('demo_articles', 10, 1000000),
            ('demo_days', 14, 36500),
            ('demo_seed', 0, 9223372036854775807),
        ] -%}
    {%- endif -%}
    {%- for name, low, high in whole_numbers -%}
        {%- if var(name) is not integer or var(name) < low or var(name) > high -%}
            {{ refuse_variable(name, 'a whole number from ' ~ low ~ ' to ' ~ high) }}
        {%- endif -%}
    {%- endfor -%}

    {%- for name, low, high in [
        ('max_rejected_share', 0, 1), ('max_feature_auc', 0.5, 1), ('exploration_share', 0, 1)
    ] -%}
        {%- if var(name) is boolean or var(name) is not number or not low <= var(name) <= high -%}
            {{ refuse_variable(name, 'a number from ' ~ low ~ ' to ' ~ high) }}
        {%- endif -%}
    {%- endfor -%}

    {%- if var('journal_path') is not none and (var('journal_path') is not string or not var('journal_path').strip()) -%}
        {{ refuse_variable('journal_path', 'the folder of the journal, or leave it out') }}
    {%- endif -%}

    {%- do keep_builds() -%}

    {%- if var('timezone') not in modules.pytz.all_timezones_set -%}
        {{ refuse_variable('timezone', 'a name of the time zone database, such as Europe/Berlin or UTC') }}
    {%- endif -%}

    {%- for name in ['ranking_test_as_of', 'timing_test_as_of'] if var(name) -%}
        {%- do test_cutoff(name) -%}
        {%- set year, month, day = (var(name) | string).split('-') | map('int') -%}
        {#- One month has 31 days and another 28: days from the first of the month must stay within it. -#}
        {%- set is_day = year > 0 and 1 <= month <= 12 and day > 0
            and (modules.datetime.date(year, month, 1) + modules.datetime.timedelta(day - 1)).month == month -%}
        {%- if not is_day -%}
            {{ exceptions.raise_compiler_error(
                name ~ "='" ~ var(name) ~ "' is no date: write it as YYYY-MM-DD."
            ) }}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro -%}
