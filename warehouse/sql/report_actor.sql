-- Events per actor per day, and what the actor mainly did to whom.
select
    day, actor_name as actor, country || '.' || sector as code, events, as_source, as_target,
    verbal_cooperation, material_cooperation, verbal_conflict, material_conflict, statements, planned, stories, headlines,
    round(goldstein_mean, 1) as goldstein_mean, coalesce(mainly, '') as mainly
from marts.events_per_actor_per_day
where day between $first and $last
  and (
    $actor is null
    or actor_id in (select actor_id from core.actors where actor_id = $actor or code = $actor or name ilike '%' || $actor || '%')
  )
order by day, events desc, as_source desc, statements desc, stories desc, actor_id;
