-- One row per actor and day with a mention or an event: what the actor did and met with, and how often it was told.
with {{ event_ctes() }},

{{ told_actors_cte() }},

acts as (
    select
        distinct_events.day,
        parties.actor_id,
        {{ act_counts(with_sides=true) }}
    from distinct_events
    inner join parties using (event_key)
    group by distinct_events.day, parties.actor_id
),

tellings as (
    select
        told_actors.day,
        told_actors.actor_id,
        count(told_actors.story_id) as stories,
        sum(stories.headlines) as headlines
    from told_actors
    left join {{ source('core', 'stories') }} as stories using (story_id, first_published_on)
    group by told_actors.day, told_actors.actor_id
),

{{ main_acts_ctes() }}

select
    tellings.day,
    tellings.actor_id,
    actors.name as actor_name,
    actors.country,
    actors.sector,
    {{ act_columns(with_sides=true) }},
    main_acts.mainly
from tellings
left join acts on acts.day = tellings.day and acts.actor_id = tellings.actor_id
left join main_acts on main_acts.day = tellings.day and main_acts.actor_id = tellings.actor_id
left join {{ source('core', 'actors') }} as actors on actors.actor_id = tellings.actor_id
