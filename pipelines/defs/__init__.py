"""The Dagster definitions: thin glue around the steps."""
