"""A clock that is set back while the daemon runs, or was ahead before it started."""

import threading
import time
from datetime import UTC, datetime, timedelta

from dagster._core.definitions.run_request import InstigatorType
from dagster._core.instance import DagsterInstance
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteInstigatorOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.scheduler.instigation import (
    InstigatorState,
    InstigatorStatus,
    ScheduleInstigatorData,
    SensorInstigatorData,
    TickData,
    TickStatus,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

from dagster_project.operations import clock, dagster_home

NOW = datetime.now(UTC)
AHEAD, BEFORE = NOW + timedelta(days=365), NOW - timedelta(hours=1)
CODE = ManagedGrpcPythonEnvCodeLocationOrigin(
    LoadableTargetOrigin(module_name="dagster_project.definitions"), "definitions"
)


def stored(
    instance: DagsterInstance,
    name: str,
    data: SensorInstigatorData | ScheduleInstigatorData,
) -> InstigatorState:
    """A sensor or schedule that somebody switched off, as the daemon stores it."""
    kind = (
        InstigatorType.SENSOR
        if isinstance(data, SensorInstigatorData)
        else InstigatorType.SCHEDULE
    )
    origin = RemoteInstigatorOrigin(RemoteRepositoryOrigin(CODE, "all"), name)
    state = InstigatorState(origin, kind, InstigatorStatus.STOPPED, data)
    instance.add_instigator_state(state)
    for at in (BEFORE, AHEAD):
        tick = TickData(
            state.instigator_origin_id,
            name,
            kind,
            TickStatus.SKIPPED,
            at.timestamp(),
            selector_id=state.selector_id,
        )
        instance.create_tick(tick)
    return state


def test_what_a_clock_that_was_ahead_left_holds_up_neither_sensor_nor_schedule(
    instance: DagsterInstance,
) -> None:
    ahead, before, now = (each.timestamp() for each in (AHEAD, BEFORE, NOW))
    sensor = SensorInstigatorData(ahead, None, 1, "cursor", ahead, before)
    schedule = ScheduleInstigatorData("0 2 * * *", before, ahead)
    for name, data in (("arrived", sensor), ("nightly", schedule)):
        stored(instance, name, data)
    dagster_home.forget_the_future(instance, NOW)
    states = {each.name: each for each in instance.all_instigator_state()}
    assert states["arrived"].instigator_data == sensor._replace(
        last_tick_timestamp=now, last_tick_start_timestamp=now
    )
    assert states["nightly"].instigator_data == schedule._replace(
        last_iteration_timestamp=now
    )
    for state in states.values():
        assert state.status is InstigatorStatus.STOPPED
        ticks = instance.get_ticks(state.instigator_origin_id, state.selector_id)
        assert [tick.timestamp for tick in ticks] == [before]


def test_a_clock_that_is_set_back_is_noticed_and_one_that_goes_on_is_not() -> None:
    offset = [0.0]
    watching = threading.Thread(
        target=clock.wait_until_set_back,
        args=[lambda: time.time() + offset[0], 0.01],
        daemon=True,
    )
    watching.start()
    for offset[0] in (0.0, 3600.0, 3600.0 - clock.STEP_SECONDS / 2):
        watching.join(0.2)
        assert watching.is_alive()
    offset[0] = 0.0
    watching.join(10)
    assert not watching.is_alive()
