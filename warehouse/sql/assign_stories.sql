-- Tell of each headline which story it is of, and how it was matched.
update core.headlines
set story_id = assigned.story_id, matched = assigned.matched, match_score = assigned.match_score,
    match_reason = assigned.match_reason
from assigned
where headlines.headline_id = assigned.headline_id
  and headlines.published_on = assigned.published_on
  and (headlines.story_id, headlines.matched, headlines.match_score, headlines.match_reason)
      is distinct from (assigned.story_id, assigned.matched, assigned.match_score, assigned.match_reason);
