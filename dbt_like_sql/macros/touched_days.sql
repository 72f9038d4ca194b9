{# What makes a run incremental: `work.touched_days` lists the days whose rows this run must rebuild. #}

{# A `where` clause that keeps the touched days in an incremental run, nothing in a full one. It stands next to each
   scan of a dated table, before any join, so that the cost of a day does not grow with history. #}
{% macro on_touched_days(column) -%}
{% if is_incremental() %}where {{ column }} in (select day from {{ source('work', 'touched_days') }}){% endif %}
{%- endmacro %}

{# For dbt alone (see dbt_project.yml): empty the touched days of the model that is about to run. #}
{% macro empty_touched_days() -%}
{% if is_incremental() %}delete from {{ this }} where day in (select day from {{ source('work', 'touched_days') }}){% endif %}
{%- endmacro %}
