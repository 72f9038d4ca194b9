-- The last runs that checked anything.
select
    run_id, min(checked_at)::timestamp(0) as started, string_agg(distinct table_name, ', ' order by table_name) as tables,
    string_agg(distinct partition_key, ', ' order by partition_key) as days, count(*) as rules,
    count(*) filter (where not passed) as failed
from quality.check_results
group by run_id
order by started desc, run_id
limit 10;
