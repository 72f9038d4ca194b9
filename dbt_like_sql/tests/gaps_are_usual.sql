-- A source that always had news has none on some days before one of the days of this run.
{{ config(severity='warn') }}
select *
from {{ ref('source_gaps') }}
where unusual and day in (select day from {{ source('work', 'touched_days') }})
