-- Take out the stories that are told anew.
delete from core.stories
where first_published_on between $first and $last
  and story_id in (select story_id from before union all select story_id from fresh);
