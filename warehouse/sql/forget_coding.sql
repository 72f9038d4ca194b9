-- Take out what was coded of the recoded stories. Joins by the day as well read no other days' rows.
create or replace temp table recoded_events as
select event_id, event_date from core.events semi join recoded using (story_id, first_published_on);
delete from core.event_actors
where (event_id, event_date) in (select event_id, event_date from recoded_events);
delete from core.events
where (story_id, first_published_on) in (select story_id, first_published_on from recoded);
create or replace temp table unmentioned as
select distinct actor_id from core.mentions semi join recoded using (story_id, first_published_on);
delete from core.mentions
where (story_id, first_published_on) in (select story_id, first_published_on from recoded);
