-- The days whose items are newer than the warehouse, with the headlines of each.
select p.day, count(i.document_id) as headlines
from work.pending_days as p
left join work.items as i on i.published_on = p.day and i.item_kind = 'headline'
group by p.day
order by p.day;
