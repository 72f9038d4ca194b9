-- Give each headline of the touched keys its story.
update core.headlines
set story_id = assigned.story_id
from assigned
where headlines.headline_id = assigned.headline_id
  and headlines.story_id is distinct from assigned.story_id;
