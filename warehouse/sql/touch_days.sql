-- The days whose mart rows depend on the recoded stories: their first days and the days of their events.
insert into work.touched_days
select day
from (
    select first_published_on as day from recoded
    union
    select first_published_on as day from work.changed_stories
    union
    select event_date as day from core.events semi join recoded using (story_id, first_published_on)
)
where day not in (select day from work.touched_days);
