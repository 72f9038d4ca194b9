{# As dbt's own: rows whose value has no row in the other table; a null has none to find. #}
{% test relationships(model, column_name, to, field) %}
select children.*
from {{ model }} as children
left join {{ to }} as parents on parents.{{ field }} = children.{{ column_name }}
where children.{{ column_name }} is not null and parents.{{ field }} is null
{% endtest %}
