-- Every key is touched.
insert into work.touched_keys
select distinct story_key from core.headlines anti join work.touched_keys using (story_key);
