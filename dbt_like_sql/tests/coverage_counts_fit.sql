-- A source's row has at least one item, and not more stories than headlines.
select *
from {{ ref('source_coverage_per_day') }}
where headlines + rejected < 1 or stories > headlines
