{#-
    How the values of features are distributed in each window that was learned from, and today. `rows` is a CTE with a row
    for each thing that is described: its window (`as_of`, `is_today`), whose it is (`unit`: of rows with the same one no
    two are independent), and the features. Ordered ones are counted between the deciles of all that was learned from;
    equal deciles make one bin. A missing value is a bin of its own.

    A sample of which some rows are of one customer is worth as many customers as Kish's effective size says, as if these
    rows told nothing that the first of them does not.
-#}
{%- macro window_histograms(population, rows, unit, ordered=[], categories=[]) -%}
{%- set fractions = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] -%}
units as (

    select
        as_of,
        is_today,
        {{ unit }},
        count(*) as unit_rows
    from {{ rows }}
    group by as_of, is_today, {{ unit }}

),

samples as (

    select
        as_of,
        is_today,
        {{ effective_size('unit_rows') }} as sample
    from units
    group by as_of, is_today

),

reference_units as (

    select
        {{ unit }},
        sum(unit_rows) as unit_rows
    from units
    where not is_today
    group by {{ unit }}

),

reference_samples as (

    select {{ effective_size('unit_rows') }} as reference_sample
    from reference_units

),

{% if ordered -%}
edges as (

    select
        {%- for feature in ordered %}
        {{ quantiles(feature, fractions) }} as {{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ rows }}
    where not is_today

),

{% endif -%}
binned as (

    {%- for feature in ordered %}
    select
        {{ rows }}.as_of,
        {{ rows }}.is_today,
        '{{ feature }}' as feature,
        true as is_ordered,
        case
            when {{ rows }}.{{ feature }} is not null
                then 0
                {%- for _ in fractions %}
                    + case when {{ rows }}.{{ feature }} > {{ list_element('edges.' ~ feature, loop.index) }} then 1 else 0 end
                {%- endfor %}
        end as bin_order,
        cast(null as {{ dbt.type_string() }}) as category,
        edges.{{ feature }} as feature_edges
    from {{ rows }}
    cross join edges
    {{ 'union all' if not loop.last or categories }}
    {%- endfor %}
    {%- for feature in categories %}
    select
        as_of,
        is_today,
        '{{ feature }}' as feature,
        false as is_ordered,
        cast(null as integer) as bin_order,
        cast({{ feature }} as {{ dbt.type_string() }}) as category,
        null as feature_edges
    from {{ rows }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

counted as (

    select
        feature,
        is_ordered,
        as_of,
        is_today,
        bin_order,
        category,
        min(case when bin_order > 0 then {{ list_element('feature_edges', 'bin_order') }} end) as bin_above,
        count(*) as bin_rows
    from binned
    group by feature, is_ordered, as_of, is_today, bin_order, category

)

select
    '{{ population }}' as population,
    counted.feature,
    counted.is_ordered,
    counted.as_of,
    counted.is_today,
    coalesce(counted.category, cast(counted.bin_order as {{ dbt.type_string() }}), 'missing') as bin,
    counted.bin_order,
    counted.bin_above,
    counted.bin_rows as rows,
    samples.sample,
    reference_samples.reference_sample
from counted
inner join samples on counted.as_of = samples.as_of and counted.is_today = samples.is_today
cross join reference_samples
{%- endmacro -%}
