-- One row per source and published day with an item: what the source gave us on the day and what was refused.
-- A rejected row is counted where its JSON names source and day; a row that several rules or runs rejected counts once.
with accepted as (
    select published_on as day, source, document_id, story_id, headline_id
    from {{ source('core', 'headlines') }}
    {{ on_touched_days('published_on') }}
),

rejected_items as (
    select distinct
        day, source, document_id, position, byte_start, byte_end
    from (
        select
            document_id,
            position,
            byte_start,
            byte_end,
            json_extract_string(case when json_valid("row") then "row" end, '$.source') as source,
            try_cast(json_extract_string(case when json_valid("row") then "row" end, '$.published_on') as date) as day
        from {{ source('quality', 'rejected_rows') }}
    ) as read_rows
    {{ on_touched_days('day') }}
),

accepted_counts as (
    select day, source, count(headline_id) as headlines, count(distinct story_id) as stories
    from accepted
    group by day, source
),

rejected_counts as (
    select day, source, count(*) as rejected
    from rejected_items
    where day is not null and source is not null
    group by day, source
),

document_counts as (
    select day, source, count(distinct document_id) as documents
    from (
        select day, source, document_id from accepted
        union all
        select day, source, document_id from rejected_items where day is not null and source is not null
    ) as items
    group by day, source
)

select
    document_counts.day,
    document_counts.source,
    document_counts.documents::bigint as documents,
    coalesce(accepted_counts.headlines, 0)::bigint as headlines,
    coalesce(accepted_counts.stories, 0)::bigint as stories,
    coalesce(rejected_counts.rejected, 0)::bigint as rejected
from document_counts
left join accepted_counts
    on accepted_counts.day = document_counts.day and accepted_counts.source = document_counts.source
left join rejected_counts
    on rejected_counts.day = document_counts.day and rejected_counts.source = document_counts.source
