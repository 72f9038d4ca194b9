-- Rejected rows with the document they stand in, newest first.
select
    r.rejected_at::timestamp(0) as rejected_at, r.rule, r.reason, a.uri, r.position, r.byte_start, r.byte_end, r.document_id, r.row
from quality.rejected_rows as r
left join (select document_id, min(uri) as uri from core.arrivals group by document_id) as a using (document_id)
order by r.rejected_at desc, r.rule, r.document_id, r.position, r.byte_start;
