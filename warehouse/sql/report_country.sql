-- Events per country slot per day.
select *
from marts.events_per_country_per_day
where day between $first and $last and ($actor is null or country = $actor)
order by day, events desc, stories desc, country;
