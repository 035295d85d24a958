{#-
    The probability of an order within a number of days, from p_7d to p_90d: within a stretch between two horizons every
    day is as likely as the next, and beyond the last known horizon the days continue as in its stretch.
-#}
{%- macro chance_within(days) -%}
    {%- set starts = [0] + horizons()[:-1] -%}
    {%- set stretches = [] -%}
    {%- for start in starts if start < days -%}
        {%- do stretches.append((start, horizons()[loop.index0])) -%}
    {%- endfor -%}
    case
        {%- for start, end in stretches | reverse %}
        {%- set log_before = 'ln(1e0 - p_' ~ start ~ 'd)' if start else '0e0' %}
        when p_{{ end }}d is not null
            {%- if days == end %}
            then p_{{ end }}d
            {%- else %}
            then
                1e0 - exp(
                    {{ log_before }}
                    + (ln(1e0 - p_{{ end }}d) - {{ log_before }}) * {{ days - start }} / {{ end - start }}e0
                )
            {%- endif %}
        {%- endfor %}
    end
{%- endmacro -%}
