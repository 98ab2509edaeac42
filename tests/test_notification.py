"""Who is told of a failure, and what is kept of it."""

import contextlib
import json
import socket
import threading
import time
from pathlib import Path

import dagster as dg
import pytest

from dagster_project import automation, paths
from dagster_project.operations import doctor_dagster, notification
from tests.webhook import Webhook


def written_down() -> list[dict]:
    lines = (paths.build() / "failures.ndjson").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_failure_sensor_posts_to_the_webhook(hook: Webhook) -> None:
    """A run of the job that really fails, and the sensor that watches it."""

    @dg.op
    def build_models() -> None:
        raise dg.Failure("dbt: int_blocks: “Quảng Ninh”")

    @dg.job(name="refresh_warehouse", executor_def=dg.in_process_executor)
    def failing() -> None:
        build_models()

    with dg.DagsterInstance.ephemeral() as instance:
        result = failing.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            sensor_name="refresh_failed",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=result.get_run_failure_event(),
        ).for_run_failure()
        automation.refresh_failed(context)
        (posted,) = hook.posted
        assert posted["run_id"] == result.run_id
        assert "ipw doctor" in posted["remedy"]
        assert written_down() == [posted]
        # As Dagster marks it where the process of a run was ended from outside.
        instance.add_run_tags(result.run_id, {"dagster/will_retry": "true"})
        automation.refresh_failed(context)
        assert len(hook.posted) == len(written_down()) == 1


def test_a_webhook_that_refuses_is_said_after_the_failure_is_written_down(
    hook: Webhook,
) -> None:
    hook.status = 500
    with pytest.raises(OSError, match="IPW_WEBHOOK answers 500"):
        notification.refresh_failed("run-1", "dbt")
    assert [line["run_id"] for line in written_down()] == ["run-1"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:abc/",
        "http://host/a b",
        "http:///x",
        "ftp://host",
        "http://hooks..example/x",
        f"http://{'a' * 64}.invalid/",
        "http://host/a\x7f",
    ],
)
def test_what_is_no_web_address_is_said_by_the_doctor_and_after_a_failure(
    hook: Webhook, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("IPW_WEBHOOK", address)
    with pytest.raises(ValueError, match="http or https"):
        notification.refresh_failed("run-1", "dbt")
    assert [each.level for each in doctor_dagster.webhook()] == ["fail"]


@pytest.mark.parametrize(
    "address, why",
    [
        ("http://user:s3cret@127.0.0.1/x", "user name or password"),
        ("http://token@127.0.0.1/x", "user name or password"),
        ("http://127.0.0.1/đ", "ASCII"),
        ("http://máy-chủ/x", "ASCII"),
    ],
)
def test_an_address_that_would_lose_or_tell_what_it_holds_is_refused_as_such(
    hook: Webhook, monkeypatch: pytest.MonkeyPatch, address: str, why: str
) -> None:
    monkeypatch.setenv("IPW_WEBHOOK", address)
    with pytest.raises(ValueError, match=why) as refused:
        notification.refresh_failed("run-1", "dbt")
    (check,) = doctor_dagster.webhook()
    assert (check.level, why in check.found) == ("fail", True)
    assert "s3cret" not in f"{refused.value} {check}"


def test_a_webhook_that_nobody_answers_for_is_named(
    hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("IPW_WEBHOOK", f"http://127.0.0.1:{port}/x")
    with pytest.raises(OSError, match=r"IPW_WEBHOOK cannot be reached: .*refused"):
        notification.refresh_failed("run-1", "dbt")


def test_what_a_failure_quotes_of_a_sender_commands_no_terminal_that_shows_it(
    hook: Webhook,
) -> None:
    quoted = "“a\x1b[31m\x9b2J\u202e.xlsx”"
    notification.refresh_failed("run-1", quoted)
    kept = (paths.build() / "failures.ndjson").read_text("utf-8")
    assert "“a" in kept and "\\u009b2J\\u202e" in kept
    assert not set("\x1b\x9b\u202e") & set(kept)
    assert [line["message"] for line in (*written_down(), *hook.posted)] == [quoted] * 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_webhook_that_has_moved_is_said_and_followed_nowhere(
    hook: Webhook, status: int
) -> None:
    hook.status, hook.location = status, "/elsewhere"
    with pytest.raises(OSError, match=f"{status}.*moved"):
        notification.refresh_failed("run-1", "dbt")
    assert (len(hook.posted), hook.got) == (1, 0)


def test_a_webhook_that_never_comes_to_an_end_is_not_waited_for(
    hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notification, "SECONDS", 1)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setenv(
            "IPW_WEBHOOK", f"http://127.0.0.1:{server.getsockname()[1]}/"
        )

        def answer() -> None:
            connection, _ = server.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                while not ended.wait(0.2):
                    connection.sendall(b"X-Slow: 1\r\n")

        other = threading.Thread(target=answer)
        other.start()
        began = time.monotonic()
        try:
            with pytest.raises(OSError, match="not answer within"):
                notification.refresh_failed("run-1", "dbt")
            assert time.monotonic() - began < 5
        finally:
            ended.set()
            other.join()


def test_a_webhook_that_speaks_no_http_is_said(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IPW_BUILD", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setenv("IPW_WEBHOOK", f"http://127.0.0.1:{port}/")

        def answer() -> None:
            connection, _ = server.accept()
            connection.recv(65536)
            connection.sendall(b"SSH-2.0-other\r\n")
            connection.close()

        other = threading.Thread(target=answer)
        other.start()
        with pytest.raises(OSError, match="does not answer as a web server"):
            notification.refresh_failed("run-1", "dbt")
        other.join()


def test_a_failure_that_cannot_be_written_down_is_posted_all_the_same(
    hook: Webhook,
) -> None:
    paths.build().write_text("a file where the folder should be")
    with pytest.raises(OSError, match="exists"):
        notification.refresh_failed("run-1", "the disk is full")
    assert [posted["run_id"] for posted in hook.posted] == ["run-1"]


def test_no_address_but_a_web_address_is_posted_to(
    hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IPW_WEBHOOK", "file:///etc/passwd")
    with pytest.raises(ValueError, match="http"):
        notification.refresh_failed("run-1", "dbt")
    assert len(written_down()) == 1
