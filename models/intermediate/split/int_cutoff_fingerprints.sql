with

cutoffs as (

    select * from {{ ref('int_cutoffs') }}
    where
        split in (
            {%- for split in splits()['test'] %}
            '{{ split }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )

),

timing_cutoffs as (

    select * from {{ ref('int_timing_cutoffs') }}
    where split = 'train'

),

day_checksums as (

    select * from {{ ref('int_day_checksums') }}

),

shop as (

    select * from {{ ref('int_shop') }}

),

-- Ranking knows a closed cutoff through its label window, which says whom to look at; timing only what lies before it.
closed_cutoffs as (

    select
        'ranking' as subject,
        as_of,
        split,
        label_until as known_until
    from cutoffs
    union all
    select
        'timing' as subject,
        as_of,
        split,
        as_of as known_until
    from timing_cutoffs

),

fingerprints as (

    select
        closed_cutoffs.subject,
        closed_cutoffs.as_of,
        closed_cutoffs.split,
        md5(
            cast(closed_cutoffs.known_until as string) || '/' || cast(max(shop.has_time_of_day) as string) || '/'
            || cast(cast(sum(day_checksums.day_hash) as decimal(38, 0)) as string)
        ) as fingerprint
    from closed_cutoffs
    inner join day_checksums on {{ before_cutoff('day_checksums.known_on', 'closed_cutoffs.known_until') }}
    cross join shop
    group by closed_cutoffs.subject, closed_cutoffs.as_of, closed_cutoffs.split, closed_cutoffs.known_until

)

select * from fingerprints
