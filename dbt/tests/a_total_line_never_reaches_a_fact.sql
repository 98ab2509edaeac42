-- Every fact holds leaves alone, so that adding up any of them counts nothing twice.
{% set facts = {
    'fct_documents': 'document_type',
    'fct_cases': 'ip_right',
    'fct_cases_by_agency': 'agency',
    'fct_advice': 'ip_right',
    'fct_advice_by_client': 'client_type',
    'fct_tasks': 'field',
    'fct_trainings': 'event_type',
    'fct_participants_by_audience': 'audience',
    'fct_applications': 'ip_right',
    'fct_communications': 'medium',
    'fct_budgets': 'funding_source',
} %}
with

leaves as (
    select distinct
        breakdown,
        member,
    from {{ ref('form_lines') }}
    where kind = 'part'
),

facts as (
    {% for fact, breakdown in facts.items() %}
        select distinct
            '{{ breakdown }}' as breakdown,
            {{ breakdown }} as member,
        from {{ ref(fact) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select *
from facts
anti join leaves using (breakdown, member)
