-- Every expected locality is reporting, held or missing: none is lost.
select *
from {{ ref('annual_indicators') }}
where
    localities_expected
    != localities_reporting + localities_held + localities_missing
