"""What the tests of `ipw doctor` look up, and a history for it to look at."""

import dagster as dg

from dagster_project.operations import dagster_home, doctor


def found(name: str, checks: list[doctor.Check]) -> doctor.Check:
    return next(check for check in checks if check.name == name)


def instance_with_a_run(status: dg.DagsterRunStatus) -> str:
    """A history with one run of that status; its id."""
    dagster_home.prepare()

    @dg.op
    def nothing() -> None: ...

    @dg.job(executor_def=dg.in_process_executor)
    def refresh_warehouse() -> None:
        nothing()

    with dg.DagsterInstance.get() as instance:
        dagster_home.upgrade(instance)
        result = refresh_warehouse.execute_in_process(instance=instance)
        if status is dg.DagsterRunStatus.FAILURE:
            run = instance.get_run_by_id(result.run_id)
            assert run is not None
            instance.report_run_failed(run)
        return result.run_id
