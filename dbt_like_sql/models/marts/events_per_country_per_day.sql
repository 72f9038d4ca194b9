-- One row per country slot and day with a mention or an event. An event counts once for a country, however many of the
-- country's actors take part.
with {{ event_ctes() }},

{{ told_actors_cte() }},

country_parties as (
    select
        event_key,
        country,
        bool_or(is_source) as is_source,
        bool_or(is_target) as is_target
    from parties
    group by event_key, country
),

acts as (
    select
        distinct_events.day,
        country_parties.country,
        {{ act_counts(with_sides=true) }}
    from distinct_events
    inner join country_parties using (event_key)
    group by distinct_events.day, country_parties.country
),

actor_counts as (
    select day, country, count(distinct actor_id) as actors
    from told_actors
    group by day, country
),

tellings as (
    select
        told_countries.day,
        told_countries.country,
        count(told_countries.story_id) as stories,
        sum(stories.headlines) as headlines
    from (select distinct day, country, story_id, first_published_on from told_actors) as told_countries
    left join {{ source('core', 'stories') }} as stories using (story_id, first_published_on)
    group by told_countries.day, told_countries.country
)

select
    tellings.day,
    tellings.country,
    actor_counts.actors::bigint as actors,
    {{ act_columns(with_sides=true) }}
from tellings
left join actor_counts on actor_counts.day = tellings.day and actor_counts.country = tellings.country
left join acts on acts.day = tellings.day and acts.country = tellings.country
