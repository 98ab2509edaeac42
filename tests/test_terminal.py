"""What a command prints may be lost; what it does and how it ends may not."""

import errno
import inspect
import os
import subprocess
import sys
from pathlib import Path

import dagster
import pytest
import typer
from typer.testing import CliRunner

from dagster_project import cli, paths, terminal
from tests import given

COMMANDS = sorted(typer.main.get_group(cli.app).commands)
ANSWERS = [
    ("query", "from range(20000)", "--format", "csv"),
    ("query", "from range(2000)"),
    ("status",),
    ("doctor",),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a published file of one report."""
    folder = tmp_path_factory.mktemp("printed")
    con = given.built([given.report("22", 2024, {"A": 2, "A1": 1, "A2": 1})])
    given.publish(con, folder / "build")
    con.close()
    (folder / "raw" / "inbox").mkdir(parents=True)
    return folder


def ipw(
    place: Path, *arguments: str, to: str = "", **folders: str
) -> subprocess.CompletedProcess[str]:
    """A command whose output goes `to` what a shell makes of it."""
    folders = {
        "IPW_RAW": str(place / "raw"),
        "IPW_BUILD": str(place / "build"),
        **folders,
    }
    script = f'"$@" {to}; exit ${{PIPESTATUS[0]}}'
    command = (sys.executable, "-m", "dagster_project", *arguments)
    return subprocess.run(
        ["bash", "-c", script, "bash", *command],
        env=os.environ | folders,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("answer", ANSWERS, ids=" ".join)
def test_who_closes_the_pipe_loses_the_rest_in_silence_and_no_more(
    place: Path, answer: tuple[str, ...]
) -> None:
    printed = ipw(place, *answer)
    assert printed.stdout and printed.returncode in (0, 1)
    for to in ("| true", "2>&1 | true", ">&-", ">&- 2>&-"):
        cut_off = ipw(place, *answer, to=to)
        assert (cut_off.returncode, cut_off.stderr) == (printed.returncode, ""), to


@pytest.mark.parametrize("answer", ANSWERS, ids=" ".join)
def test_what_a_full_disk_does_not_take_is_said(
    place: Path, answer: tuple[str, ...]
) -> None:
    done = ipw(place, *answer, to="> /dev/full")
    assert done.returncode == 1
    assert "Not all could be printed (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_help_that_cannot_be_printed_is_no_traceback(place: Path, command: str) -> None:
    done = ipw(place, command, "--help", to="> /dev/full")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_a_mistake_that_cannot_be_said_has_its_exit_status(place: Path) -> None:
    for to in ("2> /dev/full", "2>&-", "2>&1 | true"):
        assert ipw(place, "query", "vacuum", to=to).returncode == 2


def test_every_command_ends_in_a_sentence_where_the_machine_fails() -> None:
    """Each one does its work under `user_errors`."""
    for name, command in typer.main.get_group(cli.app).commands.items():
        source = inspect.getsource(inspect.unwrap(command.callback))
        assert "with user_errors()" in source, name


# --- what a caller asks for that cannot be


def test_a_file_that_cannot_be_written_there_is_an_unusable_argument(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "report.csv"
    report.write_text("report_year,locality_code,line_code,value\n2024,22,A,2\n")
    nowhere = str(tmp_path / "none" / "x")
    for command in (
        ("check", str(report), "--annotated", f"{nowhere}.csv"),
        ("template", "--year", "2025", "--out", f"{nowhere}.xlsx"),
        ("report", "--year", "2024", "--out", f"{nowhere}.md"),
    ):
        if command[0] == "report":
            monkeypatch.setenv("IPW_BUILD", str(place / "build"))
        done = CliRunner().invoke(cli.app, command)
        said = " ".join(done.stderr.split())
        assert (done.exit_code, "cannot be written" in said) == (2, True), said
        assert os.strerror(errno.ENOENT) in said


def test_a_form_is_written_under_a_name_that_a_spreadsheet_opens(
    tmp_path: Path,
) -> None:
    file = tmp_path / "form.txt"
    command = ("template", "--year", "2025", "--out", str(file))
    done = CliRunner().invoke(cli.app, command)
    assert done.exit_code == 2
    assert "must end in .xlsx" in " ".join(done.stderr.split())
    assert not file.exists()


def test_a_place_for_a_file_is_where_one_may_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    for name, why in (
        ("none/x", os.strerror(errno.ENOENT)),
        ("file/x", os.strerror(errno.ENOTDIR)),
        ("", "is no file"),
        ("x" * 300, os.strerror(errno.ENAMETOOLONG)),
    ):
        with pytest.raises(typer.Exit) as ended, terminal.writing(tmp_path / name):
            (tmp_path / name).touch()
        assert ended.value.exit_code == 2
        assert why in " ".join(capsys.readouterr().err.split())
    with pytest.raises(typer.Exit), terminal.writing(Path("/dev/null")):
        pytest.fail("a device must not be replaced")
    with pytest.raises(OSError, match="full"), terminal.writing(tmp_path / "file"):
        raise OSError(errno.ENOSPC, "the disk is full")


def test_before_the_first_publication_every_reader_says_what_to_do(
    tmp_path: Path,
) -> None:
    for command in (("status",), ("query", "select 1"), ("serve", "--port", "0")):
        done = ipw(tmp_path, *command)
        assert (done.returncode, "ipw refresh" in done.stderr) == (2, True), command


@pytest.mark.parametrize("name", ["IPW_RAW", "IPW_BUILD"])
@pytest.mark.parametrize("below", ["", "/below"])
def test_a_file_where_a_folder_is_needed_is_said_with_the_remedy(
    tmp_path: Path, name: str, below: str
) -> None:
    (tmp_path / "file").touch()
    report = tmp_path / "report.csv"
    report.write_text("report_year,locality_code,line_code,value\n2024,22,A,2\n")
    moved = {name: f"{tmp_path}/file{below}"}
    commands = [("refresh",)]
    commands += [("receive", str(report))] if name == "IPW_RAW" else [("dev",)]
    for command in commands:
        done = ipw(tmp_path, *command, **moved)
        assert done.returncode == 1
        assert "A file stands where a folder is needed" in " ".join(done.stderr.split())
    done = ipw(tmp_path, "doctor", **moved)
    assert done.returncode == 1
    assert "no folder" in done.stdout and "Move it away" in done.stdout
    assert "could not be looked at" not in done.stdout


@pytest.mark.parametrize(
    "place, why", [("a?b", "has ? in"), ("a%41b", "has % in"), ("inbox/x", "lies in")]
)
def test_a_build_folder_that_cannot_serve_is_said_before_anything_is_made(
    tmp_path: Path, place: str, why: str
) -> None:
    moved = {"IPW_RAW": str(tmp_path), "IPW_BUILD": str(tmp_path / place)}
    for command in ("refresh", "dev"):
        done = ipw(tmp_path, command, **moved)
        said = " ".join(done.stderr.split())
        assert (done.returncode, why in said) == (1, True), said
        assert "Set it to another folder and run again." in said
    done = ipw(tmp_path, "doctor", **moved)
    assert (done.returncode, why in done.stdout) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_installation_that_dagster_cannot_serve_is_said_with_what_to_do(
    tmp_path: Path,
) -> None:
    odd = tmp_path / "50%"
    odd.mkdir()
    (odd / "dagster").symlink_to(Path(dagster.__file__).parent)
    for command in ("refresh", "doctor"):
        done = ipw(tmp_path, command, PYTHONPATH=f"{odd}:{paths.PROJECT}")
        said = " ".join((done.stdout + done.stderr).split())
        assert (done.returncode, "in a path with %" in said) == (1, True), said
        assert "Move the project, delete its .venv" in said


def test_a_path_is_printed_whole_and_as_it_is(place: Path) -> None:
    deep = place / ("x" * 90) / "[bold]"
    deep.mkdir(parents=True)
    report = place / "a.csv"
    report.write_text("report_year,locality_code,line_code,value\n2024,22,A,2\n")
    done = ipw(place, "receive", str(report), IPW_RAW=str(deep))
    assert done.stdout == f"waiting: {deep / 'inbox' / 'a.csv'}\n"
    form = deep / "form.xlsx"
    done = ipw(place, "template", "--year", "2025", "--out", str(form))
    assert done.stdout == f"written: {form}\n"


# --- who is missing


def test_of_a_year_that_nobody_reported_all_are_missing(place: Path) -> None:
    reported, silent = (ipw(place, "status", "--year", y) for y in ("2024", "2025"))
    assert (reported.returncode, silent.returncode) == (0, 0)
    assert "63 expected" in reported.stdout and "34 expected" in silent.stdout
    assert "missing    34" in silent.stdout and "Quảng Ninh" in silent.stdout
    unknown = ipw(place, "status", "--year", "1999")
    assert (unknown.returncode, "no submission for 1999" in unknown.stderr) == (2, True)
