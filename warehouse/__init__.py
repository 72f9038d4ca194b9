"""The warehouse: its catalogue, its DuckDB file, the models that fill the marts, the published copy, exports."""
