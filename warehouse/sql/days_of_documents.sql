-- The days that the headlines and the rejected rows of documents bear on, of those that a run may make.
select distinct day
from (
    select published_on as day from work.items semi join reread using (document_id) where item_kind = 'headline'
    union all
    select try_cast(json_extract_string(case when json_valid("row") then "row" end, '$.published_on') as date) as day
    from quality.rejected_rows semi join reread using (document_id)
)
where day between $first and $last;
