{#-
    Every day that a cutoff may look back on: whoever joins on (as_of, sold_on) can see nothing else. `cutoffs` and `days` are
    relations, the one with the columns `keys`, as_of among them, the other with sold_on.
-#}
{%- macro history_days(cutoffs, days, keys=['as_of']) -%}
with

cutoffs as (

    select distinct {{ keys | join(', ') }} from {{ cutoffs }}

),

days as (

    select distinct sold_on from {{ days }}

),

history_days as (

    select
        {% for key in keys -%}
        cutoffs.{{ key }},
        {% endfor -%}
        days.sold_on,
        cast({{ days_between('days.sold_on', 'cutoffs.as_of') }} as integer) as days_ago
    from cutoffs
    inner join days on {{ before_cutoff('days.sold_on', 'cutoffs.as_of') }}

)

select * from history_days
{%- endmacro -%}
