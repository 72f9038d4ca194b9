"""The event coder: actors and events of a headline, by rules and dictionaries.

In the order in which a headline passes through:

tokens      words and their spans
lexicon     the phrases of dictionaries/, by their words
mention_parser, with mentions, toponyms, names, nominals: the actors
domains     sport, culture, weather and markets, which have no events
frames      the frames of frames/, with inflect: which words tell which event
verb_groups, with predicates, finiteness, clauses: verbs, event nouns and clauses
groups, sides   who stands together, and who is subject, object or behind which preposition
speech      what reported words deny, demand or lay to somebody's charge
guards      what looks like an event and is none
days, modes the day and the manner of an act
reading, with side_rules   the events so far, and what acts ask of their sides
speech_events, verb_events, noun_events with noun_context   what each of them tells
events      all of it put together
coder       one text, and a frame of stories
parallel    what the pipeline calls: the same in as many processes as there are cores

evaluate, score_history judge the coder; explain, review, petrarch, dictionary_import serve the actor dictionary.
"""
