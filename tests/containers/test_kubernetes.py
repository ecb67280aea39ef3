"""docker/kubernetes/: what kustomize builds hangs together, and gives every process what it needs."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from scoring_service.worker import GROUP
from services.contracts.events import SessionFinished
from services.gateway.render import CONTAINER_PORT
from services.gateway.settings import GatewaySettings
from services.processes import PROCESSES
from tests.containers.files import (
    KUBERNETES,
    OUTWARD,
    SIGN_IN,
    UPSTREAMS,
    Document,
    built,
    compose_service,
    documents,
    needed_by,
    secrets_of_kubernetes,
    tool,
    variables_of,
)

FOLDERS = ("base", "migration", "keda")
FILES = sorted(path for path in KUBERNETES.rglob("*.yaml") if path.name != "kustomization.yaml")
STAGES = ("staging", "production")
BUCKET = {"CONTEST_ATTACHMENTS_URL"}
KUBERNETES_VERSION = "1.34"
NAME = "app.kubernetes.io/name"


def found(folder: str, kind: str) -> dict[str, Document]:
    return {each["metadata"]["name"]: each for each in built(folder) if each["kind"] == kind}


def pods(folder: str) -> dict[str, Document]:
    """Pod templates of Deployments and Jobs by name."""
    workloads = found(folder, "Deployment") | found(folder, "Job")
    return {name: workload["spec"]["template"] for name, workload in workloads.items()}


def container(pod: Document) -> Document:
    (only,) = pod["spec"]["containers"]
    return dict(only)


def all_pods() -> dict[str, Document]:
    return pods("base") | pods("migration")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KUBERNETES)))
def test_every_document_is_a_named_resource(path: Path) -> None:
    for document in documents(path):
        assert document["apiVersion"]
        assert document["kind"]
        assert document["metadata"]["name"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_kustomization_uses_every_file_of_its_folder(folder: str) -> None:
    (kustomization,) = documents(KUBERNETES / folder / "kustomization.yaml")

    patches = [patch["path"] for patch in kustomization.get("patches", [])]

    files = {path.name for path in KUBERNETES.joinpath(folder).glob("*.yaml")}
    assert {*kustomization["resources"], *patches, "kustomization.yaml"} == files


def test_every_process_has_a_deployment_that_serves_it() -> None:
    deployments = {name: container(pod) for name, pod in pods("base").items() if name != "gateway"}

    assert {name: each["args"] for name, each in deployments.items()} == {name: [name] for name in PROCESSES}
    assert not any("command" in each for each in deployments.values())


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_gets_what_it_needs_and_nothing_it_does_not_know(process: str, tmp_path: Path) -> None:
    secrets = secrets_of_kubernetes(tmp_path)
    each = container(pods("base")[process])

    given = {entry["name"] for entry in each["env"]}
    needed = [source["secretRef"]["name"] for source in each["envFrom"] if not source["secretRef"].get("optional")]
    given |= {name for secret in needed for name in secrets[secret]}

    assert given <= variables_of(process)
    assert needed_by(process) <= given
    assert "CONTEST_DEVELOPMENT_SIGN_IN" not in given
    assert needed == ["contest-common", f"contest-{PROCESSES[process].service}"]


def test_what_an_operator_may_add_is_given_to_those_who_use_it() -> None:
    """R4.1 R5.3"""
    optional = {
        process: [
            source["secretRef"]["name"]
            for source in container(pods("base")[process])["envFrom"]
            if source["secretRef"].get("optional")
        ]
        for process in PROCESSES
    }

    assert {process: names for process, names in optional.items() if names} == {
        "directory": ["contest-sign-in"],
        "reporting-worker": ["contest-outlets"],
    }
    assert variables_of("directory") >= SIGN_IN.keys()


def test_who_calls_servers_elsewhere_gets_there_and_nobody_else_does() -> None:
    outward = [each["spec"] for each in found("base", "NetworkPolicy").values() if to_https(each["spec"])]

    (only,) = outward
    (expression,) = only["podSelector"]["matchExpressions"]
    assert expression == {"key": NAME, "operator": "In", "values": list(OUTWARD)}


def to_https(policy: Document) -> bool:
    return any(port["port"] == 443 for rule in policy.get("egress", ()) for port in rule.get("ports", ()))


def test_the_migration_runs_with_the_owners_secret(tmp_path: Path) -> None:
    job = container(pods("migration")["contest-migrate"])

    (source,) = job["envFrom"]

    assert [*job["command"], *job["args"]] == ["contest", "migrate", "--and-load-reference"]
    assert set(secrets_of_kubernetes(tmp_path)[source["secretRef"]["name"]]) == {
        "CONTEST_DATABASE_URL",
        "CONTEST_ROLE_PASSWORDS",
    }


def test_selectors_match_the_labels_of_their_pods() -> None:
    for name, deployment in found("base", "Deployment").items():
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()
        assert labels[NAME] == name


def test_every_service_reaches_a_port_of_its_pods() -> None:
    services = found("base", "Service")

    assert sorted(services) == sorted([*UPSTREAMS, "gateway"])
    for name, service in services.items():
        pod = pods("base")[name]
        (port,) = service["spec"]["ports"]
        assert service["spec"]["selector"].items() <= pod["metadata"]["labels"].items()
        assert port["targetPort"] in {each["name"] for each in container(pod)["ports"]}
        assert name == "gateway" or (service["spec"]["clusterIP"], port["port"]) == ("None", CONTAINER_PORT)


def test_every_pod_is_confined_and_bounded() -> None:
    for pod in all_pods().values():
        each = container(pod)
        assert pod["spec"]["securityContext"]["runAsNonRoot"] is True
        assert pod["spec"]["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["spec"]["automountServiceAccountToken"] is False
        assert each["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert each["resources"]["limits"].keys() == each["resources"]["requests"].keys() == {"cpu", "memory"}
        assert {mount["name"] for mount in each["volumeMounts"]} == {
            volume["name"] for volume in pod["spec"]["volumes"]
        }


@pytest.mark.parametrize("process", PROCESSES)
def test_every_process_is_probed_for_life_and_readiness(process: str) -> None:
    each = container(pods("base")[process])

    probes = {kind: each[kind]["httpGet"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}

    assert probes["startupProbe"] == probes["livenessProbe"] == {"path": "/healthz", "port": "http"}
    assert probes["readinessProbe"] == {"path": "/readyz", "port": "http"}
    assert each["ports"] == [{"name": "http", "containerPort": CONTAINER_PORT}]


def test_the_gateway_finds_its_configuration_and_may_write_where_it_says() -> None:
    pod = pods("base")["gateway"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container(pod)["volumeMounts"]}

    (configuration,) = [volume for volume in pod["spec"]["volumes"] if "configMap" in volume]

    content = found("base", "ConfigMap")[configuration["configMap"]["name"]]["data"]
    assert content == {"nginx.conf": (KUBERNETES / "base" / "nginx.conf").read_text(encoding="utf-8")}
    assert mounts["configuration"] == "/etc/contest-gateway"
    assert mounts["written"] == str(GatewaySettings().folder)
    assert str(container(pod)["ports"][0]["containerPort"]) == GatewaySettings().listen.rpartition(":")[2]


def test_only_the_gateway_reaches_the_services() -> None:
    policies = found("base", "NetworkPolicy")

    def names(selector: dict[str, Any]) -> list[str]:
        (expression,) = selector["matchExpressions"]
        return sorted(expression["values"])

    services = policies["services"]["spec"]
    (peer,) = [peer for rule in services["ingress"] for peer in rule["from"]]
    (destination,) = policies["gateway"]["spec"]["egress"][0]["to"]
    assert names(services["podSelector"]) == names(destination["podSelector"]) == UPSTREAMS
    assert peer["podSelector"]["matchLabels"].items() <= pods("base")["gateway"]["metadata"]["labels"].items()
    assert policies["closed"]["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policies["closed"]["spec"]


def test_every_pod_is_under_the_closing_policy() -> None:
    selected = found("base", "NetworkPolicy")["closed"]["spec"]["podSelector"]["matchLabels"]

    assert all(selected.items() <= pod["metadata"]["labels"].items() for pod in all_pods().values())


def test_what_scales_by_itself_has_no_fixed_number_of_replicas() -> None:
    scalers = [*found("base", "HorizontalPodAutoscaler").values(), *found("keda", "ScaledObject").values()]
    targets = {scaler["spec"]["scaleTargetRef"]["name"] for scaler in scalers}

    without_number = {name for name, each in found("base", "Deployment").items() if "replicas" not in each["spec"]}

    assert targets == without_number == {*PROCESSES, "gateway"}


def test_scoring_workers_follow_the_stream_that_they_consume(tmp_path: Path) -> None:
    (trigger,) = found("keda", "ScaledObject")["scoring-worker"]["spec"]["triggers"]
    (authentication,) = found("keda", "TriggerAuthentication").values()

    secrets = secrets_of_kubernetes(tmp_path)

    assert (trigger["metadata"]["stream"], trigger["metadata"]["consumerGroup"]) == (SessionFinished.stream, GROUP)
    assert trigger["authenticationRef"]["name"] == authentication["metadata"]["name"]
    assert all(each["key"] in secrets[each["name"]] for each in authentication["spec"]["secretTargetRef"])


def test_everything_survives_the_drain_of_a_node() -> None:
    """R6.8"""
    budgets = found("base", "PodDisruptionBudget")

    assert sorted(budgets) == sorted([*PROCESSES, "gateway"])
    for name, budget in budgets.items():
        assert budget["spec"]["selector"]["matchLabels"].items() <= pods("base")[name]["metadata"]["labels"].items()


def test_everything_runs_at_least_twice_and_apart() -> None:
    """R6.8: no host that dies takes the last one of a kind."""
    (workers,) = found("keda", "ScaledObject").values()
    least = {name: each["spec"].get("replicas") for name, each in found("base", "Deployment").items()}
    for name, scaler in found("base", "HorizontalPodAutoscaler").items():
        least[name] = scaler["spec"]["minReplicas"]
    least["scoring-worker"] = workers["spec"]["minReplicaCount"]

    assert all(number >= 2 for number in least.values()), least
    for name, pod in pods("base").items():
        (apart,) = pod["spec"]["topologySpreadConstraints"]
        assert apart["topologyKey"] == "kubernetes.io/hostname"
        assert apart["labelSelector"]["matchLabels"] == {NAME: name}


def test_who_writes_to_a_volume_belongs_to_its_group() -> None:
    context = pods("base")["reporting"]["spec"]["securityContext"]

    assert context["fsGroup"] == context["runAsGroup"]


def test_probes_of_the_gateway_fetch_next_to_nothing() -> None:
    gateway = container(pods("base")["gateway"])

    probes = {gateway[kind]["httpGet"]["path"] for kind in ("livenessProbe", "readinessProbe")}

    assert probes == {"/-alive"}
    assert probes < set(compose_service("gateway")["healthcheck"]["test"])


def test_the_examples_of_valkey_evict_nothing_and_have_the_password_of_the_processes(tmp_path: Path) -> None:
    """R5.3: one server by the chart, three behind Sentinels by an operator."""
    (chart,) = documents(KUBERNETES.parent / "helm" / "valkey.yaml")
    servers, configuration, sentinels = documents(KUBERNETES / "valkey" / "sentinels.yaml")
    secrets = secrets_of_kubernetes(tmp_path)
    of_the_chart = {"name": chart["auth"]["usersExistingSecret"]}
    of_the_chart["key"] = chart["auth"]["aclUsers"]["default"]["passwordKey"]
    asked = [each["spec"]["kubernetesConfig"]["redisSecret"] for each in (servers, sentinels)]
    watched = sentinels["spec"]["redisSentinelConfig"]

    assert all(each["key"] in secrets[each["name"]] for each in [of_the_chart, *asked])
    assert watched["redisReplicationPassword"]["secretKeyRef"] == asked[0]
    assert watched["redisReplicationName"] == servers["metadata"]["name"]
    assert servers["spec"]["redisConfig"]["additionalRedisConfig"] == configuration["metadata"]["name"]
    for text in (chart["valkeyConfig"], configuration["data"]["redis-additional.conf"]):
        assert "maxmemory-policy noeviction" in text
    assert f"@{chart['fullnameOverride']}:6379/" in secrets["contest-common"]["CONTEST_REDIS_URL"]


def test_the_example_of_postgresql_fits_the_secrets(tmp_path: Path) -> None:
    (cluster,) = documents(KUBERNETES / "postgresql" / "cluster.yaml")
    initdb = cluster["spec"]["bootstrap"]["initdb"]
    secrets = secrets_of_kubernetes(tmp_path)

    url = secrets["contest-migration"]["CONTEST_DATABASE_URL"]

    assert secrets[initdb["secret"]["name"]]["username"] == initdb["owner"]
    assert url.startswith(f"postgresql://{initdb['owner']}:")
    assert url.endswith(f"@{cluster['metadata']['name']}-rw:5432/{initdb['database']}")


def test_a_cluster_that_is_restored_is_made_like_the_one_that_is_backed_up() -> None:
    """R6.8: its own archive begins apart from the one that it comes from."""
    (cluster,) = documents(KUBERNETES / "postgresql" / "cluster.yaml")
    (restored,) = documents(KUBERNETES / "postgresql" / "restore.yaml")
    store, schedule = documents(KUBERNETES / "postgresql" / "backup.yaml")
    alike = ("instances", "managed", "postgresql", "storage", "walStorage", "resources", "affinity")

    archives = [each["spec"]["plugins"][0]["parameters"] for each in (cluster, restored)]
    recovery, (source,) = restored["spec"]["bootstrap"]["recovery"], restored["spec"]["externalClusters"]

    assert {name: restored["spec"][name] for name in alike} == {name: cluster["spec"][name] for name in alike}
    initdb = cluster["spec"]["bootstrap"]["initdb"]
    assert all(recovery[name] == initdb[name] for name in ("database", "owner", "secret"))
    assert {each["barmanObjectName"] for each in archives} == {store["metadata"]["name"]}
    assert recovery["source"] == source["name"]
    assert source["plugin"]["parameters"]["serverName"] == cluster["metadata"]["name"]
    assert archives[1]["serverName"] == restored["metadata"]["name"]
    assert schedule["spec"]["cluster"]["name"] == cluster["metadata"]["name"]
    assert schedule["spec"]["pluginConfiguration"]["name"] == cluster["spec"]["plugins"][0]["name"]


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_runs_one_image_of_a_registry_behind_its_own_host_and_certificate(stage: str) -> None:
    """R5.3"""
    images = {container(pod)["image"] for folder in (stage, f"{stage}/migration") for pod in pods(folder).values()}
    (ingress,) = found(stage, "Ingress").values()

    (image,) = images
    assert image.startswith("registry.example.org/")
    assert image.rpartition(":")[2] not in {"", "latest"}
    ((tls,), (rule,)) = ingress["spec"]["tls"], ingress["spec"]["rules"]
    assert tls["hosts"] == [rule["host"]]
    assert tls["secretName"]
    hosts = [each["spec"]["rules"][0]["host"] for name in STAGES for each in found(name, "Ingress").values()]
    assert len(set(hosts)) == len(STAGES)


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_changes_nothing_but_what_it_names(stage: str) -> None:
    """Every object of the base is there, and every process is told what it is told there."""
    for kind in ("Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler"):
        assert found("base", kind).keys() <= found(stage, kind).keys()
    for process in PROCESSES:
        there, here = (container(pods(folder)[process]) for folder in ("base", stage))
        told = {each["name"] for each in here["env"]}
        assert {each["name"] for each in there["env"]} <= told <= variables_of(process) | BUCKET
        assert there["args"] == here["args"]
        assert all(each in here["envFrom"] for each in there["envFrom"])


def test_production_loses_no_kind_with_any_node_and_nothing_with_one_server() -> None:
    """R6.8 I9"""
    deployments = found("production", "Deployment")
    least = {name: each["spec"].get("replicas") for name, each in deployments.items()}
    for scaler in found("production", "HorizontalPodAutoscaler").values():
        least[scaler["metadata"]["name"]] = scaler["spec"]["minReplicas"]
    for scaler in found("production", "ScaledObject").values():
        least[scaler["metadata"]["name"]] = scaler["spec"]["minReplicaCount"]

    assert all(number >= 3 for number in least.values()), least
    for pod in pods("production").values():
        (apart,) = pod["spec"]["topologySpreadConstraints"]
        assert apart["whenUnsatisfiable"] == "DoNotSchedule"
    for process in PROCESSES:
        told = {each["name"]: each.get("value") for each in container(pods("production")[process])["env"]}
        assert told["CONTEST_NEEDS_SYNCHRONOUS_STANDBY"] == "true"


def test_traces_of_staging_reach_the_collector_that_the_processes_are_told_of() -> None:
    """R5.6"""
    (rule,) = found("staging", "NetworkPolicy")["traces"]["spec"]["egress"]
    (peer,), (port,) = rule["to"], rule["ports"]
    namespace = peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]

    urls = {
        each["value"]
        for process in PROCESSES
        for each in container(pods("staging")[process])["env"]
        if each["name"] == "CONTEST_TRACES_URL"
    }

    (url,) = urls
    assert url.partition("//")[2].startswith(f"collector.{namespace}.svc.cluster.local:{port['port']}/")


@pytest.mark.parametrize("folder", ["base", "migration", *STAGES])
def test_the_schemas_of_kubernetes_accept_every_resource(folder: str, tmp_path: Path) -> None:
    program = tool("kubernetes-validate")
    path = tmp_path / "built.yaml"
    known = [each for each in built(folder) if not each["apiVersion"].startswith("keda.sh/")]
    path.write_text(yaml.safe_dump_all(known), encoding="utf-8")

    command = [program, "--strict", "-k", KUBERNETES_VERSION, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "WARN" not in run.stdout + run.stderr
