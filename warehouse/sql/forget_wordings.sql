-- Take out the wordings that are no more, and those that are written anew.
delete from work.wordings
where (story_key, wording_on) in (
    select (story_key, wording_on) from gone union all select (story_key, wording_on) from fresh_wordings
);
