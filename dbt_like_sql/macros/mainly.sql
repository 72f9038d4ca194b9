{# What actors mainly did and met with. Needs event_ctes().

   told_acts   one row per day, actor and act: the type of event with status and counterpart in words, and how many
               coded events tell it; acts that the actor met with begin with an arrow
   main_acts   one row per day and actor: the two commonest acts, what the actor did before what it met with, events
               before statements
#}
{% macro main_acts_ctes() -%}
told_acts as (
    select
        told_events.day,
        own.actor_id,
        count(distinct told_events.event_id) as times,
        case when own.role = 'source' then '' else '← ' end || told_events.event_type
        || case told_events.status when 'occurred' then '' else ' (' || told_events.status || ')' end
        || coalesce(' ' || counterparts.name, '') as act
    from told_events
    inner join event_sides as own on own.event_id = told_events.event_id
    left join event_sides as others
        on others.event_id = own.event_id
        and others.actor_id <> own.actor_id
        and (others.role <> own.role or not told_events.has_both_sides)
    left join {{ source('core', 'actors') }} as counterparts on counterparts.actor_id = others.actor_id
    where told_events.status <> 'negated'
    group by told_events.day, own.actor_id, act
),

ranked_acts as (
    select
        day, actor_id, act, times,
        row_number() over (
            partition by day, actor_id order by act like '←%', act like 'STATEMENT%', times desc, act
        ) as place
    from told_acts
),

main_acts as (
    select
        day, actor_id,
        string_agg(act || case when times > 1 then ' ×' || times else '' end, '; ' order by place) as mainly
    from ranked_acts
    where place <= 2
    group by day, actor_id
)
{%- endmacro %}
