{# The counted columns that the marts have in common, over rows of distinct_events.

   `events` are the acts that occurred: STATEMENT is no act and is counted apart. The mean is taken over decimals, as
   a sum of doubles depends on the order of its terms and two runs would differ in the last bit. #}
{% macro act_counts(with_sides) -%}
{%- set occurred = "status = 'occurred' and event_type <> 'STATEMENT'" -%}
count(*) filter (where {{ occurred }}) as events,
{%- if with_sides %}
        count(*) filter (where {{ occurred }} and is_source) as as_source,
        count(*) filter (where {{ occurred }} and is_target) as as_target,
{%- endif %}
        count(*) filter (where {{ occurred }} and quad_class = 'verbal cooperation') as verbal_cooperation,
        count(*) filter (where {{ occurred }} and quad_class = 'material cooperation') as material_cooperation,
        count(*) filter (where {{ occurred }} and quad_class = 'verbal conflict') as verbal_conflict,
        count(*) filter (where {{ occurred }} and quad_class = 'material conflict') as material_conflict,
        count(*) filter (where status = 'occurred' and event_type = 'STATEMENT') as statements,
        count(*) filter (where status = 'planned' and event_type <> 'STATEMENT') as planned,
        avg(goldstein::decimal(9, 4)) filter (where {{ occurred }}) as goldstein_mean
{%- endmacro %}


{# The same columns in a mart's final select, after `acts` and `tellings` are joined: zero where nothing was done. #}
{% macro act_columns(with_sides) -%}
{%- set sides = ['as_source', 'as_target'] if with_sides else [] -%}
{%- set classes = ['verbal_cooperation', 'material_cooperation', 'verbal_conflict', 'material_conflict'] -%}
{%- for name in ['events'] + sides + classes + ['statements', 'planned'] -%}
coalesce(acts.{{ name }}, 0)::bigint as {{ name }},
    {% endfor -%}
tellings.stories::bigint as stories,
    tellings.headlines::bigint as headlines,
    acts.goldstein_mean::double as goldstein_mean
{%- endmacro %}
