"""`ipw query` answers one question at a time, and nothing that is none."""

import csv
import io
import json
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from dagster_project import cli, paths
from dagster_project.inquiry import query_page, querying
from tests import given


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file of one report."""
    folder = tmp_path_factory.mktemp("asked")
    con = given.built([given.report("22", 2024, {"A": 2, "A1": 1, "A2": 1})])
    given.publish(con, folder)
    con.close()
    return folder


@pytest.fixture(autouse=True)
def asked_there(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IPW_BUILD", str(build))


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "from marts.annual_indicators limit 1;",
        "describe marts.annual_indicators",
        "show all tables",
        "summarize marts.annual_indicators",
        "explain select 1",
        "pivot (select 1 as a, 'b' as c) on c using sum(a)",
    ],
)
def test_a_question_is_answered(sql: str) -> None:
    assert querying.ask(sql).rows


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select 1; select 2", "2 questions: ask one at a time"),
        ("", "there is no question"),
        (" ; -- nothing", "there is no question"),
        ("create temp table a as select 1", "CREATE is no question"),
        ("create temp table a as select 1; from a", "CREATE is no question"),
        ("vacuum", "VACUUM is no question"),
        ("prepare a as select 1", "PREPARE is no question"),
        ("attach 'other.duckdb'", "ATTACH is no question"),
        ("copy (select 1) to 'out.csv'", "COPY is no question"),
        ("set threads = 1", "SET is no question"),
        ("from read_csv('/etc/passwd')", "disabled"),
        ("select from", "syntax error"),
    ],
)
def test_what_is_no_question_is_refused(sql: str, said: str) -> None:
    with pytest.raises(querying.QueryError, match=said):
        querying.ask(sql)


def test_an_answer_in_json_is_json_and_keeps_every_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Division by 0 gives what JSON has no number for, a join the same name twice."""
    sql = "select 1 / 0 as a, -1 / 0 as a, 0 / 0.0 as b, [0 / 0, 1] as c, 2 as a,"
    sql += " 3 as a_1, map {1.5: 0 / 0} as d"
    query_page.show(Console(), querying.ask(sql), "json")

    def none_such(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    assert json.loads(capsys.readouterr().out, parse_constant=none_such) == [
        {"a": "inf", "a_1": "-inf", "b": "nan", "c": ["nan", 1.0], "a_2": 2}
        | {"a_1_1": 3, "d": {"1.5": "nan"}}
    ]


def test_what_a_sender_wrote_commands_no_terminal_in_an_error_nor_in_csv() -> None:
    """`script` gives the command a terminal."""
    if shutil.which("script") is None:
        pytest.skip("no `script` (util-linux) here")
    for question in (
        "select ('x' || chr(27) || '[2J')::int",
        "select 'x' || chr(27) || '[2J' || chr(155)",
    ):
        asked = [sys.executable, "-m", "dagster_project", "query", question]
        asked += ["--format", "csv"]
        command = ["script", "-qec", shlex.join(asked), "/dev/null"]
        said = subprocess.run(command, capture_output=True, timeout=60, check=False)
        assert b"\x1b[2J" not in said.stdout and b"\xc2\x9b" not in said.stdout
        assert b"\\x1b[2J" in said.stdout


def test_a_sender_s_text_that_became_a_column_is_inert_in_csv_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sql = "pivot (select '=1+1' as raw_text, 1 as n) on raw_text using sum(n)"
    query_page.show(Console(), querying.ask(sql), "csv")
    assert capsys.readouterr().out == "'=1+1\n1\n"


@pytest.mark.parametrize(
    ("end", "shown"),
    [(x, f"{x}'") for x in ("\r", "\n", "\r\n")]
    + [("\u2028", "\u2028"), ("\v", r"\x0b")],
)
def test_a_text_with_a_line_end_is_one_cell_of_a_csv(
    end: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands behind it would be the beginning of a row, which is evaluated; to a
    spreadsheet with other separators it is one, and has the quote of a beginning."""
    text = f"12{end}=cmd|' /C calc'!A0"
    query_page.show(Console(), querying.Answer(("a", "b"), ((text, 1),)), "csv")
    printed = io.StringIO(capsys.readouterr().out, newline="")
    read = text.replace(end, shown)
    assert [*csv.reader(printed)] == [["a", "b"], [read, "1"]]


def test_json_holds_nothing_that_commands_a_terminal_and_says_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = "Quảng Ninh \x9b2J \x7f \u202e9\u2069 “\n”"
    query_page.show(Console(), querying.Answer(("a",), ((text,),)), "json")
    printed = capsys.readouterr().out
    assert not any(each in printed for each in "\x9b\x7f\u202e\u2069")
    assert "Quảng Ninh" in printed
    assert json.loads(printed) == [{"a": text}]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_figure_is_cut_where_the_terminal_is_narrow(
    capsys: pytest.CaptureFixture[str], width: int
) -> None:
    """The question that a refresh proposes has 17 columns."""
    row = tuple(f"{number}250500000.000000" for number in range(11, 27))
    names = tuple(f"column_{number}" for number in range(1, 17))
    answer = querying.Answer(names, (row, row))
    query_page.show(Console(width=width), answer, "table")
    printed = capsys.readouterr().out
    assert "…" not in printed
    assert [printed.count(each) for each in row] == [2] * len(row)
    query_page.show(Console(width=width), querying.Answer(names, ()), "table")
    printed = capsys.readouterr().out
    assert all(name in printed for name in names)
    query_page.show(Console(width=width), querying.Answer(("a",), (("1",),)), "table")
    assert "1/1" not in capsys.readouterr().out


@pytest.mark.parametrize("seconds", ["inf", "nan", "1e300"])
def test_a_time_that_no_clock_has_is_an_unusable_argument(seconds: str) -> None:
    done = CliRunner().invoke(cli.app, ["query", "select 1", "--timeout", seconds])
    assert (done.exit_code, "--timeout" in done.stderr) == (2, True)


def test_a_question_that_takes_too_long_is_given_up() -> None:
    long = "select count(*) from range(10000000) a, range(10000000) b where a != b"
    began = time.monotonic()
    with pytest.raises(querying.QueryError, match=r"no answer within 0\.5 seconds"):
        querying.ask(long, 0.5)
    assert time.monotonic() - began < 20
    assert querying.ask("select 1", 60).rows == ((1,),)


def test_ctrl_c_ends_a_question_at_once() -> None:
    code = (
        "from dagster_project.inquiry import querying\nprint(flush=True)\n"
        "querying.ask('select count(*) from range(10000000) a, range(10000000) b"
        " where a != b')"
    )
    asking = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=paths.PROJECT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert asking.stdout
    asking.stdout.readline()
    time.sleep(2)
    asking.send_signal(signal.SIGINT)
    try:
        assert "KeyboardInterrupt" in asking.communicate(timeout=20)[1]
    finally:
        asking.kill()
