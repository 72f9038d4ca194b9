-- Which stories this run adds, changes or removes: `fresh` holds them as they will be, `before` the ids of those that
-- were. A story whose counts alone grew is told anew in the marts, so it is among them.
insert into work.changed_stories
with stored as (
    from core.stories
    where first_published_on between $first and $last
      and story_id in (select story_id from before union all select story_id from fresh)
)
select distinct story_id, first_published_on
from ((from fresh except from stored) union all (from stored except from fresh))
where story_id not in (select story_id from work.changed_stories);
