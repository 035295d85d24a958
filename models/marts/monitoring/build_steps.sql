{#- Empty until the build is over: what its steps took is known then, and the macro record_build_steps adds it. -#}
with

nothing_yet as (

    select 1 as placeholder

),

build_steps as (

    select
        cast(null as {{ dbt.type_string() }}) as step,
        cast(null as double) as seconds,
        cast(null as integer) as nodes,
        cast(null as integer) as peak_memory_mb,
        cast(null as {{ dbt.type_string() }}) as slowest_node,
        cast(null as double) as slowest_node_seconds,
        cast(null as timestamp) as started_at,
        cast(null as timestamp) as ended_at
    from nothing_yet
    where placeholder = 0

)

select * from build_steps
