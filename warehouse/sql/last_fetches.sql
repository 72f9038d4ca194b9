-- The last fetch of each source.
from quality.fetches
qualify row_number() over (partition by source order by fetched_at desc) = 1;
