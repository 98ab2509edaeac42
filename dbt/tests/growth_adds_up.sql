-- What changed is what the panel did, who entered and who left, to the last unit.
select *
from {{ ref('indicator_growth') }}
where change is distinct from panel_change + entrants_value - leavers_value
