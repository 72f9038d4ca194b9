-- Rules whose latest result on a table and partition did not pass.
select table_name, partition_key, rule, severity, rows_unexpected, rows_checked, error, checked_at::timestamp(0) as checked_at
from (
    from quality.check_results
    qualify row_number() over (partition by table_name, partition_key, rule order by checked_at desc, run_id) = 1
)
where not passed
order by checked_at desc, table_name, rule;
