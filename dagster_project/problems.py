"""Which errors are a user's, which are ours, and what to say of each."""

import re

import duckdb


def usage_errors() -> tuple[type[Exception], ...]:
    """Unusable arguments: exit status 2."""
    from dagster_project import decidable, querying, template, vintages

    return (
        querying.QueryError,
        decidable.DecisionError,
        template.TemplateError,
        vintages.FreezingError,
    )


def failures() -> tuple[type[Exception], ...]:
    """Our failure or the machine's: exit status 1, nothing published."""
    from dagster_project import frozen, publication, receiving, refreshing

    return (
        refreshing.RefreshError,
        publication.PublicationError,
        frozen.FrozenError,
        receiving.ReceivingError,
        duckdb.IOException,
        OSError,
    )


def explain(error: Exception) -> str:
    """The error in words, with the remedy where one is known."""
    text = str(error)
    return f"{text}\n{remedy}" if (remedy := _remedy(text)) else text


def _remedy(text: str) -> str:
    if holder := re.search(r"Conflicting lock is held in .*?\(PID (\d+)\)", text):
        return (
            f"Process {holder[1]} holds the working file: close it there and run"
            " `ipw refresh` again. Analysts open build/published/warehouse.duckdb."
        )
    if "No space left" in text:
        return "The disk is full: free space and run `ipw refresh` again."
    if "Read-only file system" in text or "Permission denied" in text:
        return "The folder cannot be written: give this user the right to write there."
    return ""
