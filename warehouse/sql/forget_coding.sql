-- Take out what was coded of the recoded stories.
delete from core.event_actors
where event_id in (select event_id from core.events semi join recoded using (story_id));
delete from core.events where story_id in (select story_id from recoded);
create or replace temp table unmentioned as
select distinct actor_id from core.mentions semi join recoded using (story_id);
delete from core.mentions where story_id in (select story_id from recoded);
