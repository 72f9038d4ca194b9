-- Events between countries per day.
select *
from marts.dyads_per_day
where day between $first and $last and ($actor is null or $actor in (source_country, target_country))
order by day, events desc, stories desc, source_country, target_country;
