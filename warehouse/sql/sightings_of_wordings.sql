-- The headlines of wordings: the sightings of the key from its first day to the end of the window.
select
    h.headline_id, h.published_on, h.source, h.text, h.language,
    m.story_key, m.wording_on, m.anchor_key, m.anchor_on, m.story_id, m.matched, m.match_score, m.match_reason,
    m.unknown_words
from core.headlines as h
join members as m on h.story_key = m.story_key and h.published_on between m.wording_on and m.wording_on + $window_days::integer
where h.published_on between $first and $last;
