"""The news pipeline: the steps as pure functions, and their Dagster definitions."""
