-- Take out the pairs of the wordings that are no more.
delete from work.near_pairs
where wording_on between $first and $last
  and (
    (story_key, wording_on) in (select (story_key, wording_on) from gone)
    or (other_key, other_on) in (select (story_key, wording_on) from gone)
  );
