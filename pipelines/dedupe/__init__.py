"""De-duplication: from headline occurrences to stories.

What belongs here: which occurrences are one story, and what a story shows. What does not: making the text comparable
(clean/), or merging events that several stories tell (the models).
"""
