-- Every event of a country counts on the side on which its actors stand: as source, as target, or as both.
select *
from {{ ref('events_per_country_per_day') }}
where as_source + as_target < events or as_source > events or as_target > events
