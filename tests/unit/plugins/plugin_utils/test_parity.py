# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The same playbook in the controller's process and as modules: the results must not differ."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from ansible_collections.devops.release_management.tests.unit.plugins.plugin_utils.toy.playbooks import (
    AS_MODULE,
    IN_PROCESS,
    Playbooks,
    Tagged,
    ToyServer,
    playbooks_in,
    vaulted,
)

THING = "fixture.toy.thing"
HUSH = "hush-hush-secret"


def task(name: str, arguments: dict[str, Any], **keywords: Any) -> dict[str, Any]:
    return {
        "name": f"Task {name}",
        THING: {"organization_url": "{{ url }}", "token": "{{ toy_token }}", **arguments},
        "register": name,
        "ignore_errors": True,
        **keywords,
    }


VARIABLES = {"plain": "1", "secret": {"value": "{{ hush }}", "is_secret": True}}
TAGGED = {
    "raw": Tagged("!unsafe", "{{ not_a_template }}"),
    "when": datetime.datetime(2026, 3, 4, 5, 6, 7),
    "secret": {"value": Tagged("!vault", vaulted("from-the-vault")), "isSecret": "true"},
}
STAGES = [{"title": "Dev", "password": "dev", "raw": {"empty": None, "Dev": "dev"}}, {"name": "dev", "rank": "2"}]
TASKS = [
    task("created", {"name": "a", "variables": VARIABLES}),
    task("unchanged", {"name": "a", "variables": VARIABLES}),
    task("checked", {"name": "a", "variables": {}}, check_mode=True),
    task("with_diff", {"name": "a", "variables": {**VARIABLES, "more": True}}, diff=True),
    task("checked_with_diff", {"name": "new", "variables": VARIABLES}, check_mode=True, diff=True),
    task("nested", {"name": "b", "environments": STAGES, "size": "3", "due": "soon"}),
    task("doubled_alias", {"name": "b", "stages": [], "environments": []}),
    task("tagged", {"name": "c", "variables": TAGGED, "due": datetime.date(2026, 3, 4), "size": 1}),
    task("looped", {"name": "{{ item }}", "size": 1, "due": "now"}, loop=["x", "y", "x"]),
    task("delegated", {"name": "d"}, delegate_to="localhost"),
    task("hidden", {"name": "e"}, no_log=True),
    task("json_text", {"name": "f", "document": '{"variables": {"s": {"value": "{{ hush }}", "isSecret": true}}}'}),
    task("path", {"name": "g", "ca_path": "~/certificates.pem"}),
    {
        "name": "Task from_environment",
        THING: {"name": "h"},
        "environment": {"TOY_URL": "{{ url }}", "TOY_PAT": "token-from-the-environment", "NOTHING": True},
        "register": "from_environment",
    },
    {
        "name": "Task from_defaults",
        THING: {"name": "i"},
        "module_defaults": {"group/fixture.toy.toys": {"organization_url": "{{ url }}", "token": "{{ toy_token }}"}},
        "register": "from_defaults",
    },
    task("unknown_option", {"name": "z", "tokken": "{{ hush }}"}),
    task("unknown_suboption", {"name": "z", "stages": [{"nome": "{{ hush }}"}]}),
    task("missing", {}),
    task("wrong_choice", {"name": "z", "state": "{{ hush }}", "variables": VARIABLES}),
    task("wrong_type", {"name": "z", "size": "many", "due": "now", "stages": "text"}),
    task("exclusive", {"name": "z", "variables": VARIABLES, "document": {}}),
    task("required_if", {"name": "z", "state": "absent"}),
    task("required_together", {"name": "z", "size": 1}),
    task("unknown_name", {"name": "z", "trouble": "unknown name", "variables": VARIABLES}),
    task("bug", {"name": "z", "trouble": "bug", "variables": VARIABLES}),
    task("model_bug", {"name": "z", "trouble": "model bug", "variables": VARIABLES}),
]
NAMES = tuple(entry["register"] for entry in TASKS)


def comparable(result: Any) -> Any:
    """A result without what depends on how a task is run; an exception is worded by ansible-core."""
    if not isinstance(result, dict):
        return result
    if "results" in result:
        return {**result, "results": [comparable(entry) for entry in result["results"]]}
    return {key: value for key, value in result.items() if key not in ("ansible_facts", "exception")}


def test_both_paths_do_the_same_tell_the_same_and_show_no_secret(
    tmp_path: Path, _toy_collections: Path, _toy_server: ToyServer
) -> None:
    """One test, because the two playbooks take their time."""
    both = run_both(playbooks_in(tmp_path, _toy_collections, _toy_server), _toy_server)
    assert_the_same(both)
    assert_no_secret_shows(both, tmp_path)
    assert_invocation_is_masked(both)


def run_both(playbooks: Playbooks, server: ToyServer) -> dict[str, Any]:
    ran = {}
    for path in (IN_PROCESS, AS_MODULE):
        server.forget()
        ran[path] = playbooks.run(
            TASKS,
            "-vvvv",
            in_process=path,
            register=NAMES,
            variables={"hush": HUSH, "toy_token": "token-of-the-toy"},
        )
        assert ran[path].status == 0, ran[path].output
        ran[path].requests = list(server.requests)
        ran[path].tokens = list(server.tokens)
    return ran


def assert_the_same(both: dict[str, Any]) -> None:
    here, there = both[IN_PROCESS], both[AS_MODULE]
    for name in NAMES:
        assert comparable(here.registered[name]) == comparable(there.registered[name]), name
    assert here.requests == there.requests
    assert here.tokens == there.tokens

    results = here.registered
    assert (results["created"]["changed"], results["unchanged"]["changed"]) == (True, False)
    assert results["created"]["thing"]["numbers"] == [1, 2]
    assert results["created"]["warnings"] == ["a is a toy"]
    assert "diff" not in results["checked"]
    assert results["with_diff"]["diff"]["after"]["variables"]["secret"]["value"] == "********"
    assert results["with_diff"]["diff"]["after"]["variables"]["more"] is True
    assert results["checked_with_diff"]["diff"]["before"] == ""
    assert results["nested"]["thing"]["stages"] == [
        {"name": "Dev", "password": "********", "raw": {"empty": None, "Dev": "dev"}},
        {"name": "dev", "rank": 2},
    ]
    assert results["tagged"]["thing"]["due"] == "2026-03-04"
    assert "Both option stages and its alias environments are set." in results["doubled_alias"]["warnings"]
    assert results["tagged"]["thing"]["variables"] == {
        "raw": "{{ not_a_template }}",
        "when": "2026-03-04T05:06:07",
        "secret": {"value": "********", "isSecret": "true"},
    }
    assert [entry["changed"] for entry in results["looped"]["results"]] == [True, True, False]
    assert ("PUT", "/new") not in here.requests
    assert "Bearer token-from-the-environment" in here.tokens
    assert results["unknown_option"]["msg"].startswith(f"Unsupported parameters for ({THING}) module: ")
    assert results["unknown_name"]["msg"] == "stages[0].queue: No queue is named '********'."
    assert results["unknown_name"]["warnings"] == ["the token is ********"]
    assert results["unknown_name"]["failure"] == {
        "kind": "UnknownNameError",
        "option": "stages[0].queue",
        "url": "http://server/queues",
        "activity_id": "id-********",
    }
    assert results["bug"]["msg"].startswith(f"KeyError in {THING} (_toy.py, line ")
    assert "This is a bug" in results["bug"]["msg"]
    assert "number: Input should be a valid integer" in results["model_bug"]["msg"]


def assert_no_secret_shows(both: dict[str, Any], folder: Path) -> None:
    for ran in both.values():
        for secret in (HUSH, HUSH[:12], HUSH[-8:], "token-of-the-toy", "token-from-the-environment", "from-the-vault"):
            assert secret not in ran.output
            assert secret not in str(ran.registered)
    left_behind = [path for path in (folder / "tmp").rglob("*") if path.is_file()]
    assert left_behind == []


def assert_invocation_is_masked(both: dict[str, Any]) -> None:
    for ran in both.values():
        assert "'is_secret': True" in str(ran.output) or '"is_secret": true' in ran.output
    here, there = both[IN_PROCESS].output, both[AS_MODULE].output
    for line in ('"token": "********"', '"password": "********"', '"tokken": "********"'):
        assert line in here
        assert line in there


def test_no_traceback_unless_asked_for(playbooks: Playbooks) -> None:
    tasks = [
        task(
            "bug", {"name": "z", "trouble": "bug", "variables": VARIABLES}, vars={"release_management_in_process": path}
        )
        for path in (IN_PROCESS, AS_MODULE)
    ]
    ran = playbooks.run(tasks, variables={"hush": HUSH, "toy_token": "t"})
    assert ran.output.count("...ignoring") == 2
    assert "Traceback" not in ran.output
