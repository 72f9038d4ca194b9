-- Which stories of the touched keys this run adds, changes or removes: `fresh` holds them as they will be.
-- A story whose counts alone grew is told anew in the marts, so it is among them.
insert into work.changed_stories
select distinct story_id, first_published_on
from (
    (from fresh except from core.stories)
    union all
    (
        select stories.* from core.stories semi join work.touched_keys using (story_key)
        except
        from fresh
    )
)
where story_id not in (select story_id from work.changed_stories);
