-- Asks the staging models, not the shop behind them, as int_shop_problems does.
with

transactions as (

    select * from {{ chosen_staging('transactions', before_check=true) }}

),

journal_lines as (

    select * from {{ ref('stg_journal__lines') }}
    where reject_reason is null and not is_duplicate

),

given_ids as (

    {% for file, entity, model in files_with_ids() -%}
    select distinct
        '{{ var("source") }}' as source,
        '{{ file }}' as file_name,
        {{ file_of(file) }} as place,
        '{{ entity }}' as entity,
        {{ entity }}_id as id
    from {{ model }}
    where {{ entity }}_id is not null
    union all
    {% endfor -%}
    select distinct
        'journal' as source,
        {{ journal_folder_of('kind') }} as file_name,
        {{ journal_place_of(journal_folder_of('kind')) }} as place,
        'customer' as entity,
        customer_id as id
    from journal_lines

),

sold_ids as (

    select distinct
        'customer' as entity,
        customer_id as id
    from transactions
    where customer_id is not null
    union all
    select distinct
        'article' as entity,
        article_id as id
    from transactions

),

-- A customer who is described and has bought nothing yet is one of the shop's all the same.
shop_ids as (

    select
        entity,
        id
    from sold_ids
    union
    select
        entity,
        id
    from given_ids
    where file_name in ('customers', 'articles')

),

sold_counts as (

    select
        entity,
        count(*) as sold_ids,
        min(id) as example
    from sold_ids
    group by entity

),

shop_loose_ids as (

    select
        entity,
        {{ loose_id('id') }} as loose_id,
        min(id) as id
    from sold_ids
    group by entity, {{ loose_id('id') }}

),

compared as (

    select
        given_ids.source,
        given_ids.file_name,
        given_ids.place,
        given_ids.entity,
        given_ids.id,
        sold_ids.id is not null as is_sold,
        shop_ids.id is not null and given_ids.file_name not in ('customers', 'articles') as is_described,
        case when sold_ids.id is null then shop_loose_ids.id end as nearly_id
    from given_ids
    left join sold_ids on given_ids.entity = sold_ids.entity and given_ids.id = sold_ids.id
    left join shop_ids on given_ids.entity = shop_ids.entity and given_ids.id = shop_ids.id
    left join shop_loose_ids
        on given_ids.entity = shop_loose_ids.entity and {{ loose_id('given_ids.id') }} = shop_loose_ids.loose_id

),

-- Of two ids that differ in leading zeros or letter case alone, both are meant where both are in one file.
told_apart as (

    select
        compared.*,
        case when twins.id is null then compared.nearly_id end as misspelt_id
    from compared
    left join given_ids as twins
        on
            compared.source = twins.source
            and compared.file_name = twins.file_name
            and compared.entity = twins.entity
            and compared.nearly_id = twins.id

),

matches as (

    select
        source,
        file_name,
        place,
        entity,
        count(*) as ids,
        count(*) filter (where is_sold) as ids_sold,
        count(*) filter (where is_sold or is_described) as ids_known,
        count(misspelt_id) as ids_nearly_sold,
        min(id) filter (where misspelt_id is not null) as nearly_sold_example,
        min_by(misspelt_id, id) filter (where misspelt_id is not null) as nearly_sold_as,
        min(id) filter (where not is_sold) as first_unsold,
        max(id) filter (where not is_sold) as last_unsold
    from told_apart
    group by source, file_name, place, entity

),

id_matches as (

    select
        matches.source,
        matches.file_name,
        matches.place,
        matches.entity,
        matches.ids,
        matches.ids_sold,
        matches.ids_known,
        matches.ids_nearly_sold,
        matches.nearly_sold_example,
        matches.nearly_sold_as,
        matches.first_unsold,
        matches.last_unsold,
        coalesce(sold_counts.sold_ids, 0) as shop_ids_sold,
        sold_counts.example as sold_example
    from matches
    left join sold_counts on matches.entity = sold_counts.entity

)

select * from id_matches
