-- The stored wordings that began between two days.
from work.wordings where wording_on between $first and $last;
