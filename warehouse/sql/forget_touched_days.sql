-- The marts of the touched days are made.
delete from work.touched_days;
