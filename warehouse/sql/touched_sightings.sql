-- The days between two on which the touched keys were seen.
select distinct story_key, published_on
from core.headlines semi join work.touched_keys using (story_key)
where published_on between $first and $last;
