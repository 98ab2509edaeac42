"""What the parts of one report in one file say together of replacing all before it.

A bulk file may give one report in parts (by code here, by name there). A part that says
so replaces what came before the file, never another part of it; what nobody can tell
deletes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dagster_project.submissions import records
from dagster_project.submissions.cover import EITHER, answer_of, unclear_answer

Whose = tuple[int | None, str | None, str | None]


def settled(
    submissions: Sequence[records.Submission], said: Sequence[str | None]
) -> tuple[list[records.Submission], list[records.Remark]]:
    """The parts of a file and remarks on them: parts that contradict replace nothing.

    `said` is what each part answers, as written. A part counts as one of a report also
    while it is held; one of which nobody knows whose it is stands alone.
    """
    answers: dict[Whose, dict[str, None]] = {}
    for submission, text in zip(submissions, said, strict=True):
        if text:
            answers.setdefault(_whose(submission), {})[text] = None
    found = [_settled(x, answers) for x in submissions]
    return [x for x, _ in found], [y for _, y in found if y]


def _settled(
    submission: records.Submission, answers: Mapping[Whose, Mapping[str, None]]
) -> tuple[records.Submission, records.Remark | None]:
    together = EITHER.join(answers.get(_whose(submission), {}))
    is_unclear = answer_of(together) is None and submission.locality_code is not None
    if not (submission.replaces_all and is_unclear):
        return submission, None
    told = unclear_answer(together)
    remark = records.Remark(
        submission.submission_id,
        told.code,
        told.line_code,
        told.sheet,
        told.address,
        told.text_vi,
        told.text_en,
    )
    return replace(submission, replaces_all=False), remark


def _whose(submission: records.Submission) -> Whose:
    return submission.report_year, submission.unit_set, submission.locality_code
