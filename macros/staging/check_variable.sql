{#- Ends dbt with one sentence if a variable is not of its kind or out of its range. -#}
{%- macro check_variable(name, variable) -%}
    {%- set value = var(name) -%}
    {%- set low, high = variable.range or (none, none) -%}
    {%- if variable.kind == 'whole number' and (value is not integer or not low <= value <= high) -%}
        {{ refuse_variable(name, 'a whole number from ' ~ low ~ ' to ' ~ high) }}
    {%- elif variable.kind == 'number' and (value is boolean or value is not number or not low <= value <= high) -%}
        {{ refuse_variable(name, 'a number from ' ~ low ~ ' to ' ~ high) }}
    {%- elif variable.kind == 'journal' and (value is not string or not value.strip()) -%}
        {{ refuse_variable(name, 'the path of a folder or an SQLite file, or a postgresql:// URL, or leave it out') }}
    {%- elif variable.kind == 'journal' and modules.re.match('postgres(ql)?://(.*:.*@|.*[?&]password=)', value) -%}
        {{ refuse(
            'The variable ' ~ name ~ ' holds a password, and dbt writes variables into its logs: '
            ~ 'leave it out there, and set PGPASSWORD or write it into ~/.pgpass.'
        ) }}
    {%- elif variable.kind == 'time zone' and value not in modules.pytz.all_timezones_set -%}
        {{ refuse_variable(name, 'a name of the time zone database, such as Europe/Berlin or UTC') }}
    {%- elif variable.kind == 'currency' and not modules.re.fullmatch('[A-Z]{3}', value | string) -%}
        {{ refuse_variable(name, 'the three capital letters of a currency, such as EUR, or leave it out') }}
    {%- elif variable.kind == 'date' and value -%}
        {%- do test_cutoff(name) -%}
        {%- set year, month, day = (value | string).split('-') | map('int') -%}
        {#- One month has 31 days and another 28: days from the first of the month must stay within it. -#}
        {%- set is_day = year > 0 and 1 <= month <= 12 and day > 0
            and (modules.datetime.date(year, month, 1) + modules.datetime.timedelta(day - 1)).month == month -%}
        {%- if not is_day -%}
            {{ refuse(
                name ~ "='" ~ value ~ "' is no date: write it as YYYY-MM-DD."
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro -%}
