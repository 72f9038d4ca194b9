{# The common table expressions that several marts share. They are macros rather than an ephemeral model, since an
   ephemeral model does not know whether the model that uses it runs incrementally, and would read all of history.

   told_events      one row per coded event of a story, with the key of the distinct event that it tells
   distinct_events  one row per distinct event: events of the same day, type, status, sources and targets are one,
                    however many stories tell it; its key is the smallest event_id among them
   parties          one row per distinct event and actor, with the sides on which the actor stands
#}
{% macro event_ctes() -%}
coded_events as (
    select event_id, story_id, first_published_on, event_date as day, event_type, status, quad_class, goldstein
    from {{ source('core', 'events') }}
    {{ on_touched_days('event_date') }}
),

event_sides as (
    select event_id, actor_id, role
    from {{ source('core', 'event_actors') }}
    {{ on_touched_days('event_date') }}
),

side_lists as (
    select
        event_id,
        list(distinct actor_id order by actor_id) filter (where role = 'source') as source_ids,
        list(distinct actor_id order by actor_id) filter (where role = 'target') as target_ids
    from event_sides
    group by event_id
),

told_events as (
    select
        coded_events.*,
        side_lists.source_ids is not null and side_lists.target_ids is not null as has_both_sides,
        min(coded_events.event_id) over (
            partition by
                coded_events.day, coded_events.event_type, coded_events.status,
                side_lists.source_ids, side_lists.target_ids
        ) as event_key
    from coded_events
    left join side_lists using (event_id)
),

distinct_events as (
    select event_key, day, event_type, status, quad_class, goldstein, has_both_sides
    from told_events
    where event_id = event_key
),

parties as (
    select
        event_sides.event_id as event_key,
        event_sides.actor_id,
        actors.country,
        bool_or(event_sides.role = 'source') as is_source,
        bool_or(event_sides.role = 'target') as is_target
    from event_sides
    inner join distinct_events on distinct_events.event_key = event_sides.event_id
    left join {{ source('core', 'actors') }} as actors on actors.actor_id = event_sides.actor_id
    group by event_sides.event_id, event_sides.actor_id, actors.country
)
{%- endmacro %}


{# Further expressions, for the marts that count how often an actor or a country was told of. Needs event_ctes().

   told_actors      one row per day, actor and story: the story was first published on the day and mentions the actor,
                    or tells an event (not a negated one) of the day in which the actor takes part; with the first
                    day of the story, so that its join with core.stories reads no other days
#}
{% macro told_actors_cte() -%}
told_actors as (
    select
        days_stories.first_published_on as day, mentions.actor_id, actors.country, mentions.story_id,
        days_stories.first_published_on
    from (
        select story_id, first_published_on
        from {{ source('core', 'stories') }}
        {{ on_touched_days('first_published_on') }}
    ) as days_stories
    inner join (
        select story_id, actor_id
        from {{ source('core', 'mentions') }}
        {{ on_touched_days('first_published_on') }}
    ) as mentions on mentions.story_id = days_stories.story_id
    left join {{ source('core', 'actors') }} as actors on actors.actor_id = mentions.actor_id

    union

    select
        told_events.day, parties.actor_id, parties.country, told_events.story_id, told_events.first_published_on
    from told_events
    inner join parties on parties.event_key = told_events.event_key
    where told_events.status <> 'negated'
)
{%- endmacro %}
