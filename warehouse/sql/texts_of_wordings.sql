-- A text of each wanted wording's key, on its first day.
select story_key, min(text) as text
from core.headlines
join wanted using (story_key)
where published_on = wording_on and published_on between $first and $last
group by story_key;
