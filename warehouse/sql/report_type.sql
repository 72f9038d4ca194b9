-- Events of each type and status per day.
select *
from marts.event_types_per_day
where day between $first and $last and $actor is null
order by day, events desc, event_type, status;
