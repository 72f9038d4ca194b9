-- Per source: when it was fetched last and what came of it, and when it last brought news.
with fetched as (
    select source as id, max(fetched_at)::timestamp(0) as last_fetch, max_by(outcome, fetched_at) as outcome
    from quality.fetches
    group by source
),

read_documents as (
    select source as id, max(ingested_at)::timestamp(0) as last_read, sum(items_headline)::bigint as headlines
    from core.documents
    group by source
)

select * from fetched full join read_documents using (id);
