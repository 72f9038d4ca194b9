-- An event has at most one quad class.
select *
from {{ ref('dyads_per_day') }}
where verbal_cooperation + material_cooperation + verbal_conflict + material_conflict > events
