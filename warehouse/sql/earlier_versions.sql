-- When each headline of the fetched addresses was first seen there, in versions since $first.
select a.uri, i.raw_text, min(a.retrieved_at) as first_seen
from work.items as i
join core.arrivals as a using (document_id, source)
where i.item_kind = 'headline'
  and a.uri in (select uri from versions)
  and a.retrieved_at >= $first
group by a.uri, i.raw_text;
