-- The stored wordings of the touched keys that began between two days.
from work.wordings semi join work.touched_keys using (story_key) where wording_on between $first and $last;
