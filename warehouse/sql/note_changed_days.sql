-- These days have changed since the Parquet files were written.
insert into work.unexported_days
select distinct day from changed_days anti join work.unexported_days using (day);
