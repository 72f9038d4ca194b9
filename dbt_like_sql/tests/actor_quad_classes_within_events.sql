-- An event has at most one quad class.
select *
from {{ ref('events_per_actor_per_day') }}
where verbal_cooperation + material_cooperation + verbal_conflict + material_conflict > events
