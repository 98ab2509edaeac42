-- A submission that is held whole gives no current cell; everything else is admitted.
with

submissions as (
    select * from {{ ref('stg_submissions') }}
),

expected as (
    select * from {{ ref('int_territories__expected') }}
),

periods as (
    select * from {{ ref('int_periods__judged') }}
),

decisions as (
    select * from {{ ref('int_decisions__standing') }}
    where is_of_submission and not is_expired
),

taken_out as (
    select * from decisions
    where rule_id = 'SUBMISSION' and decision = 'exclude'
),

period_decisions as (
    select * from decisions
    where rule_id = 'PERIOD'
),

examined as (
    select
        submissions.*,
        expected.locality_code is null as is_unexpected,
        taken_out.decision_id is not null as is_taken_out,
        taken_out.reason as taken_out_reason,
        coalesce(periods.verdict = 'fail' and periods.severity = 'hard', false)
            as has_other_period,
        coalesce(period_decisions.decision, 'none') as period_decision
    from submissions
    left join expected using (report_year, unit_set, locality_code)
    left join periods on submissions.submission_id = periods.submission_id
    left join taken_out on submissions.submission_id = taken_out.submission_id
    left join period_decisions
        on submissions.submission_id = period_decisions.submission_id
    where submissions.refused_code is null
),

reasoned as (
    select
        *,
        case
            when is_taken_out then 'taken_out'
            when
                hold_code is not null
                and not (starts_with(hold_code, 'period_') and period_decision = 'accept')
                then hold_code
            when report_year is null or locality_code is null then 'identity_unresolved'
            when is_unexpected then 'territory_not_expected'
            when period_decision = 'exclude' then 'period_excluded'
            when has_other_period and period_decision != 'accept' then 'period'
        end as reason_code
    from examined
),

worded as (
    select
        submission_id,
        folder,
        sequence,
        received_at,
        report_year,
        unit_set,
        locality_code,
        replaces_all,
        reason_code is null as is_admitted,
        reason_code as hold_code,
        case reason_code
            when hold_code then hold_vi
            when 'identity_unresolved'
                then 'Chưa rõ báo cáo của địa phương nào hoặc năm nào.'
            when 'taken_out'
                then 'Cán bộ thẩm tra đã loại báo cáo này ra: ' || taken_out_reason
            when 'territory_not_expected'
                then
                    'Đơn vị hành chính này không tồn tại vào ngày 31/12/'
                    || report_year || '.'
            when 'period_excluded'
                then 'Cán bộ thẩm tra không chấp nhận kỳ báo cáo đã ghi.'
            when 'period'
                then
                    'Kỳ báo cáo ghi từ ' || strftime(period_start, '%d/%m/%Y')
                    || ' đến ' || strftime(period_end, '%d/%m/%Y')
                    || ', không phải năm ' || report_year
                    || '. Hãy gửi báo cáo cả năm; cán bộ thẩm tra có thể chấp nhận kỳ này'
                    || ' bằng `ipw decide`, quy tắc PERIOD.'
        end as hold_vi,
        case reason_code
            when hold_code then hold_en
            when 'identity_unresolved'
                then 'Whose report this is, or of which year, is not known.'
            when 'taken_out'
                then 'A steward took the submission out: ' || taken_out_reason
            when 'territory_not_expected'
                then
                    'This territory does not exist on 31 December '
                    || report_year || '.'
            when 'period_excluded'
                then 'A steward did not accept the period given.'
            when 'period'
                then
                    'The period given is ' || period_start || ' to ' || period_end
                    || ', not the year ' || report_year
                    || '. Send the report of the whole year; a steward may accept this'
                    || ' period with `ipw decide`, rule PERIOD.'
        end as hold_en
    from reasoned
)

select * from worded
