-- A row stands for at least one story, and a story for at least one headline.
select *
from {{ ref('events_per_actor_per_day') }}
where stories < 1 or headlines < stories
