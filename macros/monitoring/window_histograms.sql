{#-
    How the values of features are distributed in each window that was learned from, and today. `rows` is a CTE with a row
    for each thing that is described: its window (`as_of`, `is_today`), whose it is (`unit`: of rows with the same one no
    two are independent), and the features. Ordered ones are counted between the deciles of all that was learned from;
    equal deciles make one bin. A missing value is a bin of its own. `once` says that a unit has one row in a window.

    How many independent rows a sample is worth is said by Rao and Scott's first correction: what a feature's shares vary by
    among units, over what they would vary by among rows. It is never less than Kish's effective size, by which the rows of
    a unit tell nothing that the first of them does not, and never more than the rows.
-#}
{%- macro window_histograms(population, rows, unit, ordered=[], categories=[], once=false) -%}
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

windows as (

    select
        as_of,
        is_today,
        sum(unit_rows) as window_rows,
        sum(unit_rows * unit_rows) as squares
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

reference as (

    select
        sum(unit_rows) as reference_rows,
        sum(unit_rows * unit_rows) as squares
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
        {{ rows }}.{{ unit }},
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
        {{ unit }},
        '{{ feature }}' as feature,
        false as is_ordered,
        cast(null as integer) as bin_order,
        cast({{ feature }} as {{ dbt.type_string() }}) as category,
        null as feature_edges
    from {{ rows }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

named as (

    select
        as_of,
        is_today,
        {{ unit }},
        feature,
        is_ordered,
        bin_order,
        coalesce(category, cast(bin_order as {{ dbt.type_string() }}), 'missing') as bin,
        case when bin_order > 0 then {{ list_element('feature_edges', 'bin_order') }} end as bin_above
    from binned

),

counted_by_unit as (

    select
        as_of,
        is_today,
        feature,
        is_ordered,
        bin_order,
        bin,
        bin_above,
        count(*) as unit_rows
    from named
    group by as_of, is_today, feature, is_ordered, bin_order, bin, bin_above{{ ', ' ~ unit if not once }}

),

counted as (

    select
        as_of,
        is_today,
        feature,
        is_ordered,
        bin_order,
        bin,
        bin_above,
        sum(unit_rows) as bin_rows,
        sum(unit_rows{{ ' * unit_rows' if not once }}) as squares
    from counted_by_unit
    group by as_of, is_today, feature, is_ordered, bin_order, bin, bin_above

),

reference_counted_by_unit as (

    select
        feature,
        bin,
        count(*) as unit_rows
    from named
    where not is_today
    group by feature, bin, {{ unit }}

),

reference_counted as (

    select
        feature,
        bin,
        sum(unit_rows) as bin_rows,
        sum(unit_rows * unit_rows) as squares
    from reference_counted_by_unit
    group by feature, bin

),

window_samples as (

    select
        counted.feature,
        counted.as_of,
        counted.is_today,
        {{ effective_size('max(windows.window_rows)', 'max(windows.squares)', 'counted.squares', 'counted.bin_rows') }}
            as sample
    from counted
    inner join windows on counted.as_of = windows.as_of and counted.is_today = windows.is_today
    group by counted.feature, counted.as_of, counted.is_today

),

reference_samples as (

    select
        reference_counted.feature,
        {{ effective_size(
            'max(reference.reference_rows)', 'max(reference.squares)', 'reference_counted.squares', 'reference_counted.bin_rows'
        ) }} as reference_sample
    from reference_counted
    cross join reference
    group by reference_counted.feature

)

select
    '{{ population }}' as population,
    counted.feature,
    counted.is_ordered,
    counted.as_of,
    counted.is_today,
    counted.bin,
    counted.bin_order,
    counted.bin_above,
    cast(counted.bin_rows as bigint) as rows,
    window_samples.sample,
    reference_samples.reference_sample
from counted
inner join window_samples
    on
        counted.feature = window_samples.feature
        and counted.as_of = window_samples.as_of
        and counted.is_today = window_samples.is_today
inner join reference_samples on counted.feature = reference_samples.feature
{%- endmacro -%}
