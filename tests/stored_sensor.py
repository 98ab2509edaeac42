"""A sensor as Dagster's history stores it."""

from dagster._core.definitions.run_request import InstigatorType
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    SensorInstigatorData,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

SENSOR = "submission_arrived"
_CODE = ManagedGrpcPythonEnvCodeLocationOrigin(
    LoadableTargetOrigin(module_name="dagster_project.definitions"), "definitions"
)


def state(status: InstigatorStatus) -> InstigatorState:
    """What is stored of the sensor that is on, off or as its code declares."""
    return InstigatorState(
        RemoteInstigatorOrigin(RemoteRepositoryOrigin(_CODE, "all"), SENSOR),
        InstigatorType.SENSOR,
        status,
        SensorInstigatorData(),
    )
