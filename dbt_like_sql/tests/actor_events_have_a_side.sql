-- Every event of an actor counts on the side on which the actor stands: as source, as target, or as both.
select *
from {{ ref('events_per_actor_per_day') }}
where as_source + as_target < events or as_source > events or as_target > events
