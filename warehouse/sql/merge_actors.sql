-- Keep one row per actor that any story mentions. An unknown name that is spelt in several ways takes the first spelling
-- in code point order, whichever story came first.
update core.actors
set name = fresh_actors.name
from fresh_actors
where actors.actor_id = fresh_actors.actor_id
  and (fresh_actors.name < actors.name or actors.actor_id in (select actor_id from unmentioned));
insert into core.actors
from fresh_actors anti join core.actors using (actor_id) order by actor_id;
delete from core.actors
where actor_id in (
    select actor_id from unmentioned
    where actor_id not in (select actor_id from core.mentions semi join unmentioned using (actor_id))
);
