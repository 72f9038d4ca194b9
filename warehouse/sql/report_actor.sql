-- Events per actor per day, and what the actor mainly did to whom: the commonest pairs of type and counterpart.
-- Each step joins the days and events of the step before only: tables lie by day, and comparing ids costs most.
with named as materialized (
    select actor_id
    from core.actors
    where $actor is null or actor_id = $actor or code = $actor or name ilike '%' || $actor || '%'
),
chosen as materialized (
    select *
    from marts.events_per_actor_per_day
    where day between $first and $last and ($actor is null or actor_id in (select actor_id from named))
),
own as materialized (
    select event_date, event_id, actor_id, role
    from core.event_actors
    where event_date between $first and $last and event_date in (select day from chosen) and actor_id in (select actor_id from named)
),
sides as materialized (
    select event_id, actor_id, role
    from core.event_actors
    where event_date between $first and $last and event_date in (select event_date from own) and event_id in (select event_id from own)
),
two_sided as (
    select event_id from sides group by event_id having count(distinct role) = 2
),
acts as (
    select e.event_date as day, s.actor_id, e.event_type, e.status, a.name as counterpart, e.event_id, s.role
    from (
        select event_date, event_id, event_type, status
        from core.events
        where event_date between $first and $last and status <> 'negated' and event_date in (select event_date from own) and event_id in (select event_id from own)
    ) as e
    join own as s using (event_id)
    left join sides as t
        on t.event_id = e.event_id and t.actor_id <> s.actor_id and (t.role <> s.role or e.event_id not in (select event_id from two_sided))
    left join core.actors as a on a.actor_id = t.actor_id
),
counted as (
    select
        day, actor_id, count(distinct event_id) as times,
        case when role = 'source' then '' else '← ' end || event_type || case status when 'occurred' then '' else ' (' || status || ')' end
        || coalesce(' ' || counterpart, '') as act
    from acts
    group by all
),
mainly as (
    select day, actor_id, string_agg(act || case when times > 1 then ' ×' || times else '' end, '; ' order by act like '←%', act like 'STATEMENT%', times desc, act) as mainly
    from (from counted qualify row_number() over (partition by day, actor_id order by act like '←%', act like 'STATEMENT%', times desc, act) <= 2)
    group by day, actor_id
)
select
    chosen.day, actor_name as actor, country || '.' || sector as code, events, as_source, as_target,
    verbal_cooperation, material_cooperation, verbal_conflict, material_conflict, statements, planned, stories, headlines,
    round(goldstein_mean, 1) as goldstein_mean, coalesce(mainly, '') as mainly
from chosen
left join mainly using (day, actor_id)
order by chosen.day, events desc, as_source desc, statements desc, stories desc, actor_id;
