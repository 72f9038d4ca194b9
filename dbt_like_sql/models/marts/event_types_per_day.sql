-- One row per event type, status and day: how many distinct events, and how often they were told.
with {{ event_ctes() }},

tellings as (
    select
        told_types.day,
        told_types.event_type,
        told_types.status,
        count(told_types.story_id) as stories,
        sum(stories.headlines) as headlines
    from (select distinct day, event_type, status, story_id, first_published_on from told_events) as told_types
    left join {{ source('core', 'stories') }} as stories using (story_id, first_published_on)
    group by told_types.day, told_types.event_type, told_types.status
),

acts as (
    select day, event_type, status, count(event_key) as events
    from distinct_events
    group by day, event_type, status
)

select
    acts.day,
    acts.event_type,
    acts.status,
    acts.events::bigint as events,
    tellings.stories::bigint as stories,
    tellings.headlines::bigint as headlines
from acts
inner join tellings
    on tellings.day = acts.day and tellings.event_type = acts.event_type and tellings.status = acts.status
