"""`python -m tests.audit`: known vulnerabilities of the locked packages, by pip-audit.

Asks the index that pip uses for each package; one that only mirrors files has no
answer, which is said and is no pass. Exit status 1 where a package has a known
vulnerability.
"""

import json
import subprocess
import sys
from typing import Any

COMMAND = ("-m", "pip_audit", "-r", "requirements.txt", "--require-hashes")
QUIET = ("--disable-pip", "--progress-spinner", "off", "--timeout", "15", "-f", "json")


def main() -> int:
    """Ask, say what was answered, and judge it."""
    asked = subprocess.run(
        [sys.executable, *COMMAND, *QUIET], capture_output=True, text=True, check=False
    )
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except ValueError:
        print(f"dependencies were not audited: {asked.stderr.strip()[-300:]}")
        return 0
    print("\n".join(said_of(packages)))
    return 1 if any(package.get("vulns") for package in packages) else 0


def said_of(packages: list[dict[str, Any]]) -> list[str]:
    """A line for what was audited, then one for each known vulnerability."""
    answered = [package for package in packages if "vulns" in package]
    found = [
        f"{package['name']} {package['version']}: {known['id']}, fixed in"
        f" {', '.join(known['fix_versions']) or 'no version yet'}"
        for package in answered
        for known in package["vulns"]
    ]
    if not answered:
        return [
            "dependencies were not audited: the index knows nothing of any of"
            f" {len(packages)} packages"
        ]
    return [
        f"{len(answered)} of {len(packages)} packages audited, {len(found)} known"
        " vulnerabilities",
        *found,
    ]


if __name__ == "__main__":
    sys.exit(main())
