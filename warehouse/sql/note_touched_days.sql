-- The touched days have changed since the Parquet files were written.
insert into work.unexported_days
from work.touched_days anti join work.unexported_days using (day);
