-- The days whose items are newer than the warehouse, with the headlines of each, and about how many differ.
select p.day, count(i.document_id) as headlines, approx_count_distinct(i.raw_text) as different
from work.pending_days as p
left join work.items as i on i.published_on = p.day and i.item_kind = 'headline'
group by p.day
order by p.day;
