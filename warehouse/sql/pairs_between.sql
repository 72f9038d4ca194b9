-- The pairs of wordings of which the first began between two days.
from work.near_pairs where wording_on between $first and $last;
