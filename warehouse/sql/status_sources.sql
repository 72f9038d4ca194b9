-- Per source: what has been read, and how fresh it is.
select
    d.source, count(*) as documents, sum(items_headline)::bigint as headlines, sum(items_rejected)::bigint as rejected,
    max(h.last_day) as newest_headline, max(ingested_at)::timestamp(0) as last_read
from core.documents as d
left join (select document_id, max(published_on) as last_day from core.headlines group by document_id) as h using (document_id)
group by d.source
order by d.source;
