select
    refreshed_at,
    refreshed_on,
    project_version,
    git_commit,
    sources_fingerprint
from {{ ref('stg_refreshes') }}
