-- One row per source country, target country and day with an event between them: every source country of the event
-- with every target country, once each, in the direction of the event. A CONSULT or COOPERATE whose sides all stand on
-- one side ("A and B meet") makes one row for each two distinct countries, the alphabetically first as source.
with {{ event_ctes() }},

pairs as (
    select distinct
        sources.event_key,
        sources.country as source_country,
        targets.country as target_country
    from parties as sources
    inner join parties as targets on targets.event_key = sources.event_key
    where sources.is_source and targets.is_target

    union

    select distinct
        ones.event_key,
        ones.country as source_country,
        others.country as target_country
    from parties as ones
    inner join parties as others on others.event_key = ones.event_key and others.country > ones.country
    inner join distinct_events on distinct_events.event_key = ones.event_key
    where distinct_events.event_type in ('CONSULT', 'COOPERATE') and not distinct_events.has_both_sides
),

acts as (
    select
        distinct_events.day,
        pairs.source_country,
        pairs.target_country,
        {{ act_counts(with_sides=false) }}
    from distinct_events
    inner join pairs using (event_key)
    where distinct_events.status <> 'negated'
    group by distinct_events.day, pairs.source_country, pairs.target_country
),

told_pairs as (
    select distinct
        told_events.day, pairs.source_country, pairs.target_country, told_events.story_id, told_events.first_published_on
    from told_events
    inner join pairs using (event_key)
    where told_events.status <> 'negated'
),

tellings as (
    select
        told_pairs.day,
        told_pairs.source_country,
        told_pairs.target_country,
        count(told_pairs.story_id) as stories,
        sum(stories.headlines) as headlines
    from told_pairs
    left join {{ source('core', 'stories') }} as stories using (story_id, first_published_on)
    group by told_pairs.day, told_pairs.source_country, told_pairs.target_country
)

select
    acts.day,
    acts.source_country,
    acts.target_country,
    {{ act_columns(with_sides=false) }}
from acts
inner join tellings
    on tellings.day = acts.day
    and tellings.source_country = acts.source_country
    and tellings.target_country = acts.target_country
