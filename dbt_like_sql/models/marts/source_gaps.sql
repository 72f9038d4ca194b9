{{ config(materialized='table', pre_hook=[]) }}

-- One row per source and day with headlines that follows days without any: how many they were, and how many are usual.
-- Made anew in each run, from counts per day: a late file closes a gap that earlier runs saw.
with days as (
    select source, day, lag(day) over (partition by source order by day) as last_day_before
    from {{ ref('source_coverage_per_day') }}
    where headlines > 0
),

missing as (
    select source, day, last_day_before, date_diff('day', last_day_before, day) - 1 as missing_days
    from days
    where last_day_before is not null
),

usual as (
    select
        source,
        day,
        missing_days,
        coalesce(max(missing_days) over four_weeks, 0) as usual_days,
        count(*) over four_weeks as days_before
    from missing
    window four_weeks as (
        partition by source order by day
        range between interval 28 days preceding and interval 1 day preceding
    )
)

select
    day,
    source,
    missing_days::bigint as missing_days,
    usual_days::bigint as usual_days,
    -- below a week of news there is no usual yet
    missing_days > usual_days and days_before >= 7 as unusual
from usual
where missing_days > 0
