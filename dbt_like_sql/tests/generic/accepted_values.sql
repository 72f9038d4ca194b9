{# As dbt's own: a null is not refused here, but by not_null. #}
{% test accepted_values(model, column_name, values) %}
select *
from {{ model }}
where {{ column_name }} not in ({% for value in values %}'{{ value | replace("'", "''") }}'{{ ", " if not loop.last }}{% endfor %})
{% endtest %}
