with

{% for population in ['sales', 'order', 'customer', 'article', 'pair', 'probability'] -%}
{{ population }}_histograms as (

    select * from {{ ref(population ~ '_histograms') }}

),

{% endfor -%}
drift_histograms as (

    {% for population in ['sales', 'order', 'customer', 'article', 'pair', 'probability'] -%}
    select
        population,
        feature,
        is_ordered,
        as_of,
        is_today,
        bin,
        bin_order,
        bin_above,
        rows,
        sample,
        reference_sample
    from {{ population }}_histograms
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from drift_histograms
