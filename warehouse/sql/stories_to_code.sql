-- The stories that begin in the run's days, and those that this run changed, in the order of their ids.
select stories.*
from core.stories
where first_published_on between $1 and $2
   or story_id in (select story_id from work.changed_stories)
order by story_id;
