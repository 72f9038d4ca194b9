"""A snapshot of the whole asset graph: every unintended change of it is a difference in graph.txt.

`pytest tests/pipeline/test_graph.py --update-graph` writes it anew; read the difference before you commit it.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_defs
from pipelines.settings import load_settings

SNAPSHOT = Path(__file__).with_name("graph.txt")
UPDATE = "pytest tests/pipeline/test_graph.py --update-graph"


def graph(defs: dg.Definitions) -> Iterator[str]:
    """The definitions in words: assets in the order of groups and keys, then jobs, schedules, sensors."""
    assets = defs.resolve_asset_graph()
    nodes = sorted((assets.get(key) for key in assets.get_all_asset_keys()), key=lambda n: (n.group_name, n.key))
    checks: dict[dg.AssetKey, list[dg.AssetCheckSpec]] = {node.key: [] for node in nodes}
    for key in assets.asset_check_keys:
        checks[key.asset_key].append(assets.get_check_spec(key))
    for node in nodes:
        yield f"asset {node.key.to_user_string()}"
        yield f"  group {node.group_name} · kinds {', '.join(sorted(node.kinds))} · owners {', '.join(node.owners)}"
        yield f"  partitions {_days(node.partitions_def)}"
        for parent in sorted(node.parent_keys):
            yield f"  from {parent.to_user_string()}"
        for spec in sorted(checks[node.key], key=lambda one: one.name):
            yield f"  check {spec.name}{' (blocks)' if spec.blocking else ''}"
    repository = defs.get_repository_def()
    for job in sorted(repository.get_all_jobs(), key=lambda one: one.name):
        if not job.name.startswith("__"):
            keys = sorted(key.to_user_string() for key in job.asset_layer.selected_asset_keys)
            yield f"job {job.name}: {', '.join(keys)}"
    for schedule in sorted(repository.schedule_defs, key=lambda one: one.name):
        yield (
            f"schedule {schedule.name}: job {schedule.job_name}, cron {schedule.cron_schedule} "
            f"{schedule.execution_timezone}, {schedule.default_status.value}"
        )
    for sensor in sorted(repository.sensor_defs, key=lambda one: one.name):
        yield (
            f"sensor {sensor.name}: job {sensor.job_name}, every {sensor.minimum_interval_seconds} s, "
            f"{sensor.default_status.value}"
        )


def _days(partitions: dg.PartitionsDefinition | None) -> str:
    if partitions is None:
        return "none"
    assert isinstance(partitions, dg.DailyPartitionsDefinition)
    return f"daily from {partitions.start:%Y-%m-%d}, end offset {partitions.end_offset}"


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_defs(load_settings(home=tmp_path_factory.mktemp("home")))


def test_the_asset_graph_is_the_one_of_the_snapshot(defs: dg.Definitions, request: pytest.FixtureRequest) -> None:
    now = "\n".join(graph(defs)) + "\n"
    if request.config.getoption("--update-graph"):
        SNAPSHOT.write_text(now, encoding="utf-8")
    known = SNAPSHOT.read_text(encoding="utf-8") if SNAPSHOT.exists() else ""
    difference = "\n".join(difflib.unified_diff(known.splitlines(), now.splitlines(), "graph.txt", "definitions", n=1))
    assert not difference, f"the asset graph has changed; if that is meant, run `{UPDATE}`\n{difference}"


def test_every_asset_is_described_owned_and_grouped(defs: dg.Definitions) -> None:
    assets = defs.resolve_asset_graph()
    nodes = [assets.get(key) for key in assets.get_all_asset_keys()]
    assert [
        node.key.to_user_string() for node in nodes if not (node.description and node.owners and node.group_name)
    ] == []


def test_every_table_asset_shows_the_columns_of_the_catalogue(defs: dg.Definitions) -> None:
    from warehouse.catalog import BY_NAME

    assets = defs.resolve_asset_graph()
    for key in assets.get_all_asset_keys():
        name = ".".join(key.path)
        if name != "published" and key.path[0] != "source":
            schema = assets.get(key).metadata["dagster/column_schema"]
            assert [column.name for column in schema.columns] == list(BY_NAME[name].columns), name


def test_every_critical_rule_is_a_check_that_blocks(defs: dg.Definitions) -> None:
    from checks.rules import load_rules

    assets = defs.resolve_asset_graph()
    of_rules = [
        (spec, rule)
        for key in assets.asset_check_keys
        for spec in [assets.get_check_spec(key)]
        if key.asset_key.path != ["published"]
        for rule in load_rules(".".join(key.asset_key.path))
        if rule.name == key.name
    ]
    assert len(of_rules) > 150
    assert [spec.name for spec, rule in of_rules if spec.blocking != (rule.severity == "critical")] == []


def test_the_definitions_load_without_great_expectations() -> None:
    import subprocess
    import sys

    code = "import sys, pipelines.definitions; sys.exit('great_expectations' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
