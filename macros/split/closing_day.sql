{#-
    The day by which windows to learn from have closed before a cutoff: the last day of a fixed grid, a step apart and the
    same in every build, so that what is learned from stays as it is when a day of sales is added. A cutoff that a variable
    sets stays anyway, and a shop too young to do without the days between learns from them: for both it is the cutoff.
-#}
{%- macro closing_day(as_of, step, days_needed, variable) -%}
    {%- if var(variable) -%}
        {{ as_of }}
    {%- else -%}
        {%- set days_since = '(' ~ day_number(as_of) ~ ' % ' ~ step ~ ')' -%}
        case
            when {{ days_between('first_sold_on', as_of) }} - {{ days_since }} >= {{ days_needed }}
                then {{ shift_days(as_of, '-' ~ days_since) }}
            else {{ as_of }}
        end
    {%- endif -%}
{%- endmacro -%}
