"""The image, the services beside it, and the shell: what can be said of them without Docker."""

import json
import re
import shutil
import subprocess
from fnmatch import fnmatch

import pytest
import yaml

from tests.python.house.rooms import ROOT

OPS = ROOT / "ops"
COMPOSE = yaml.safe_load((OPS / "compose.yaml").read_text())
DOCKERFILE = (OPS / "Dockerfile").read_text()
# Before a new line, what ends a line goes on.
INSTRUCTIONS = [
    line.split(maxsplit=1) for line in DOCKERFILE.replace("\\\n", " ").split("\n") if line[:1].isupper()
]
ADMITTED = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]


def test_the_image_runs_as_nobody_in_particular_what_the_lock_names():
    names = [name for name, _ in INSTRUCTIONS]
    (user,) = [what for name, what in INSTRUCTIONS if name == "USER"]
    assert int(user) > 1000
    assert names.index("USER") < names.index("ENTRYPOINT")
    installs = re.findall(r"pip install ([^&]*)", DOCKERFILE)
    assert len(installs) == 2
    assert all("--require-hashes" in each or "--no-deps" in each for each in installs)


def test_the_image_listens_to_others_with_keys_alone():
    (command,) = [json.loads(what) for name, what in INSTRUCTIONS if name == "CMD"]
    assert command[0] == "serve"
    assert "--keys" in command


@pytest.mark.parametrize(
    "path",
    [
        "published/current",
        "build/helix.duckdb",
        "build/journal.sqlite",
        ".venv/bin/python",
        ".git/config",
        "keys.json",
    ],
)
def test_nothing_of_a_shop_enters_the_image(path):
    assert (ROOT / ".dockerignore").read_text().splitlines()[1] == "*"
    assert not any(fnmatch(path, each) or path.startswith(f"{each}/") for each in ADMITTED)


def test_all_that_dbt_reads_enters_the_image():
    assert all((ROOT / each).exists() for each in ADMITTED)
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text())
    kinds = ("model", "macro", "seed", "test", "analysis")
    assert {path for kind in kinds for path in project[f"{kind}-paths"]} <= set(ADMITTED)


def test_services_can_be_reached_from_this_machine_alone():
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", [])]
    assert len(ports) == 3
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_every_service_is_known_to_be_well():
    own = {name for name, service in COMPOSE["services"].items() if "healthcheck" in service}
    assert COMPOSE["services"].keys() - own == {"api"}
    (check,) = [what for name, what in INSTRUCTIONS if name == "HEALTHCHECK"]
    assert "/ready" in check


def test_no_password_has_a_default():
    secrets = [
        value
        for service in COMPOSE["services"].values()
        for name, value in service.get("environment", {}).items()
        if "PASSWORD" in name
    ]
    assert len(secrets) == 3
    assert all(re.fullmatch(r"\$\{\w+:\?.+\}", secret) for secret in secrets)


def test_what_services_name_is_there():
    services = COMPOSE["services"]
    for service in services.values():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            assert source.startswith("$") or source in COMPOSE["volumes"] or (OPS / source).exists()
        assert set(service.get("depends_on", ())) <= services.keys()
    assert (OPS / "prometheus/helix.rules.yml").exists()


def test_prometheus_can_read_its_settings(tmp_path):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("there is no promtool: Debian's package prometheus has it")
    key = tmp_path / "key"
    key.touch()
    shutil.copytree(OPS / "prometheus", tmp_path / "prometheus")
    settings = tmp_path / "prometheus/prometheus.yml"
    settings.write_text(settings.read_text().replace("/run/secrets/helix_key", str(key)))
    checked = subprocess.run(
        [promtool, "check", "config", settings], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_container_for_developers_makes_a_target_that_there_is():
    command = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())["postCreateCommand"]
    target = command.removeprefix("make ").replace(".venv", "$(VENV)")
    assert f"\n{target}:" in (ROOT / "Makefile").read_text()
