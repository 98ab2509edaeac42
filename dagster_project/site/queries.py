"""What the public pages ask the published marts: one query a topic.

The columns of each are the fields of its record in `records.py`, in their order. Rows
come in one order, so that the same figures are known to be the same.
"""

# The form asks for million đồng and says so in brackets; pages show whole đồng.
LINES = r"""
    select
        line_code, section, measure, breakdown, member, total_code, kind, unit,
        nature,
        case
            when scale = 1 then label_vi
            else regexp_replace(label_vi, ' \([^()]*\)$', '')
        end,
        case
            when scale = 1 then label_en
            else regexp_replace(label_en, ' \([^()]*\)$', '')
        end,
        valid_from_year, valid_to_year
    from reference.form_lines
"""
SECTIONS = """
    select section, numeral, title_vi, title_en
    from reference.form_sections
"""
RATIOS = """
    select indicator, unit, is_share, label_vi, label_en
    from reference.ratio_indicators
"""
TERRITORIES = """
    select
        unit_set, locality_code, locality_name_vi, locality_name_en, kind,
        valid_from, valid_to, successor_unit_set, successor_code, predecessors
    from reference.dim_localities
    order by unit_set, locality_code
"""
NATIONAL = """
    select
        report_year, indicator, breakdown, member, unit, value, value_low, value_high,
        held_value, localities_expected, localities_reporting, localities_held,
        localities_missing, is_lower_bound
    from marts.annual_indicators
    order by report_year, indicator, breakdown, member
"""
GROWTH = """
    select
        report_year, indicator, breakdown, member, previous_value, value, change,
        headline_growth_share, panel_localities, panel_change, entrants_value,
        leavers_value, like_for_like_growth_share, is_comparable
    from marts.indicator_growth
    order by report_year, indicator, breakdown, member
"""
# An implied total has several cells behind it: on one sheet they are named together, of
# several sheets or files the lines are, each of which has its own cell.
LOCAL = """
    with implied as (
        select
            report_year, unit_set, locality_code, indicator, breakdown, member,
            if(
                count(distinct (submission_id, sheet)) = 1, any_value(sheet), null
            ) as one_sheet,
            if(
                count(distinct (submission_id, sheet)) = 1,
                string_agg(address, ' + ' order by line_code),
                string_agg(line_code, ' + ' order by line_code)
            ) as places,
            string_agg(distinct original_name, ' + ' order by original_name) as files
        from marts.figure_lineage
        where term = 'sum' and is_implied
        group by all
    )
    select
        report_year, unit_set, locality_code, indicator, breakdown, member,
        figures.value, held_value, figures.state, status, figures.submission_id,
        figures.raw_text, if(files is null, sheet, one_sheet),
        if(files is null, address, places), files
    from marts.locality_indicators as figures
    left join implied
        using (report_year, unit_set, locality_code, indicator, breakdown, member)
    left join validation.current_cells as cells
        using (report_year, unit_set, locality_code, line_code)
    where figures.state != 'blank'
    order by report_year, unit_set, locality_code, indicator, breakdown, member
"""
RESTATED = """
    select
        report_year, locality_code, indicator, value, completeness, missing_territories
    from marts.restated_indicators
    where member = 'total'
    order by report_year, locality_code, indicator
"""
COVERAGE = """
    select
        report_year, unit_set, locality_code, section, status, received_at, deadline,
        days_late
    from marts.reporting_coverage
    order by report_year, unit_set, locality_code
"""
FINDINGS = """
    select
        report_year, unit_set, locality_code, rule_id, severity, verdict, message_vi,
        message_en, status, explanation, measure
    from marts.reconciliations
    where status is not null
    order by report_year desc, severity, unit_set, locality_code, rule_id
"""
SUBMISSIONS = """
    select
        submission_id, original_name, received_at, report_year, unit_set,
        locality_code, status, reason_vi, reason_en, current_cells, is_synthetic
    from reference.dim_submissions
    order by sequence
"""
TERMS = """
    select name, title_vi, title_en, text_vi, text_en
    from reference.publication_terms
    order by name
"""
# The copy that is being published may be attached beside: name the database.
COLUMNS = """
    select t.table_name, t.comment, c.column_name, c.data_type, c.comment
    from duckdb_tables() as t
    join duckdb_columns() as c using (database_name, schema_name, table_name)
    where t.schema_name = 'marts' and t.database_name = current_database()
    order by t.table_name, c.column_index
"""
STATEMENTS = """
    select
        report_year, indicator, breakdown, member, statement, c.published_text,
        published_low, published_high, computed_value, verdict, c.source_url,
        c.note_vi, c.note, s.scope, s.value, s.hedge, localities_expected,
        localities_reporting, previous_localities_expected,
        previous_localities_reporting
    from marts.published_comparison as c
    join marts.published_statements as s
        using (report_year, indicator, breakdown, member, statement)
    order by report_year desc, indicator, breakdown desc, statement desc
"""
