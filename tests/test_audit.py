"""What the audit of dependencies says: an index without an answer is no pass."""

from tests import audit

SILENT = {"name": "zipp", "skip_reason": "Dependency not found on PyPI"}
SOUND = {"name": "rich", "version": "14.0", "vulns": []}
WEAK = {
    "name": "jinja2",
    "version": "2.4",
    "vulns": [
        {"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"]},
        {"id": "CVE-2024-1", "fix_versions": []},
    ],
}


def test_an_index_that_knows_no_package_is_said_to_have_audited_nothing() -> None:
    assert audit.said_of([SILENT, SILENT]) == [
        "dependencies were not audited: the index knows nothing of any of 2 packages"
    ]


def test_every_known_vulnerability_is_named_with_its_remedy() -> None:
    assert audit.said_of([SILENT, SOUND, WEAK]) == [
        "2 of 3 packages audited, 2 known vulnerabilities",
        "jinja2 2.4: PYSEC-2019-217, fixed in 2.10.1",
        "jinja2 2.4: CVE-2024-1, fixed in no version yet",
    ]
