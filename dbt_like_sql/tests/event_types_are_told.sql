-- A row stands for at least one event, told by at least one story and one headline.
select *
from {{ ref('event_types_per_day') }}
where events < 1 or stories < 1 or headlines < stories
