"""The event coder: actors and events of a headline, by rules and dictionaries."""
