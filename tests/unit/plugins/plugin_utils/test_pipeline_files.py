# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A folder of pipelines: what of it is a pipeline, what is shared, what goes before what, what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.release_definition.specification import (
    FILE_SPEC,
)
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError
from ansible_collections.devops.release_management.plugins.plugin_utils._pipeline_files import (
    PipelineFile,
    PipelineFolder,
)
from ansible_collections.devops.release_management.plugins.plugin_utils._pipeline_layers import (
    merged,
    with_defaults_of_stages,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, **files: Any) -> None:
    """`Web__shop` is the file `Web/shop.yml`."""
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")


def reader(folder: Path, **options: Any) -> PipelineFolder:
    return PipelineFolder(
        str(folder), lambda path: yaml.safe_load(path.read_text(encoding="utf-8")), FILE_SPEC, **options
    )


def read(folder: Path) -> list[PipelineFile]:
    return list(reader(folder).pipelines())


def test_each_file_is_a_pipeline_in_the_order_of_the_files(folder: Path) -> None:
    write(folder, b={"name": "B"}, a={"name": "A"}, Web__c={"name": "C"}, Web__deep__d={"name": "D"})
    (folder / "e.json").write_text('{"name": "E"}')
    (folder / "f.yaml").write_text("name: F")
    found = read(folder)
    assert [(one.place, one.options["name"]) for one in found] == [
        ("Web/c.yml", "C"),
        ("Web/deep/d.yml", "D"),
        ("a.yml", "A"),
        ("b.yml", "B"),
        ("e.json", "E"),
        ("f.yaml", "F"),
    ]


def test_what_is_no_pipeline(folder: Path) -> None:
    write(folder, a={"name": "A"}, _x={"name": "no"}, _old__b={"name": "no"}, Web___c={"name": "no"})
    write(folder, **{".hidden": {"name": "no"}, ".git__d": {"name": "no"}})
    (folder / "README.md").write_text("name: no")
    (folder / "g.yml").mkdir()
    assert [one.options["name"] for one in read(folder)] == ["A"]


def test_what_is_nearer_goes_before(folder: Path) -> None:
    write(
        folder,
        _defaults={"description": "root", "variables": {"a": "root", "b": "root", "c": "root", "d": "root"}},
        Web___defaults={"description": "web", "variables": {"b": "web", "c": "web", "d": "web"}},
        _templates__t={"description": "template", "variables": {"c": "template", "d": "template"}},
        Web__p={"name": "P", "template": "t", "variables": {"d": "own"}},
        q={"name": "Q"},
    )
    first, second = read(folder)
    assert first.options == {
        "name": "P",
        "description": "template",
        "variables": {"a": "root", "b": "web", "c": "template", "d": "own"},
    }
    assert second.options["variables"] == {"a": "root", "b": "root", "c": "root", "d": "root"}


def test_what_is_nearer_goes_before_in_whichever_of_its_words(folder: Path) -> None:
    """An export says deploy_phases, a person jobs."""

    def jobs(key: str, name: str, tasks: str = "tasks") -> dict[str, Any]:
        return {key: [{"name": name, tasks: []}]}

    write(
        folder,
        _templates__t={"stages": [{"name": "Dev", **jobs("jobs", "template")}, {"name": "QA"}]},
        _environments={"QA": jobs("jobs", "of all"), "Prod": jobs("jobs", "of all", "workflow_tasks")},
        p={
            "name": "P",
            "template": "t",
            "environments": [
                {"name": "Dev", **jobs("deploy_phases", "own")},
                {"name": "QA", **jobs("deploy_phases", "own")},
                {"name": "Prod"},
            ],
        },
    )
    (found,) = read(folder)
    assert found.options["environments"] == [
        {"name": name, "deploy_phases": [{"name": whose, "workflow_tasks": []}]}
        for name, whose in (("Dev", "own"), ("QA", "own"), ("Prod", "of all"))
    ]


def test_a_plain_value_of_a_variable_is_only_its_value(folder: Path) -> None:
    """A secret stays one whoever gives its value, for the pipeline as for a stage."""
    secret = {"S": {"is_secret": True}, "T": "given below"}
    write(
        folder,
        _defaults={"variables": secret, "environments": [{"name": "Dev", "variables": secret}]},
        _environments={"Dev": {"variables": {"U": {"is_secret": True}}}},
        Web___environments={"dev": {"variables": {"U": "{{ u }}"}}},
        Web__p={
            "name": "P",
            "variables": {"S": "{{ s }}", "T": {"is_secret": True}},
            "stages": [{"name": "Dev", "variables": {"S": "{{ s }}", "T": {"is_secret": True}}}],
        },
    )
    (found,) = read(folder)
    expected = {"S": {"is_secret": True, "value": "{{ s }}"}, "T": {"value": "given below", "is_secret": True}}
    assert found.options["variables"] == expected
    assert found.options["environments"][0]["variables"] == {**expected, "U": {"is_secret": True, "value": "{{ u }}"}}


def test_templates_stand_on_templates_and_are_filled_with_values(folder: Path) -> None:
    write(
        folder,
        _templates__base={"values": {"a": 1, "b": 1}, "comment": "base", "tags": ["base"]},
        _templates__web={"template": "base", "values": {"b": 2, "c": 2}, "tags": ["web"]},
        _templates__more={"values": {"c": 3}},
        p={"name": "P", "template": ["web", "more"], "values": {"d": 4}},
    )
    (found,) = read(folder)
    assert found.values == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert found.options == {"name": "P", "comment": "base", "tags": ["web"]}


def test_stages_are_joined_by_name_and_stand_on_what_is_said_of_all(folder: Path) -> None:
    write(
        folder,
        _environments={"TEST": {"owner": "all", "retention_policy": {"days_to_keep": 1, "releases_to_keep": 1}}},
        Web___environments={"Test": {"retention_policy": {"days_to_keep": 2}}},
        _templates__t={"stages": [{"name": "Test", "rank": 1}, {"name": "Prod", "rank": 2}]},
        Web__p={"name": "P", "template": "t", "environments": [{"name": "test", "owner": "own"}, {"name": "Extra"}]},
    )
    (found,) = read(folder)
    assert found.options["environments"] == [
        {"name": "test", "rank": 1, "owner": "own", "retention_policy": {"days_to_keep": 2, "releases_to_keep": 1}},
        {"name": "Extra"},
        {"name": "Prod", "rank": 2},
    ]


@pytest.mark.parametrize(
    ("template", "own", "expected"),
    [
        ("Dev Prod", "Dev QA Prod", "Dev QA Prod"),
        ("Dev Prod", "dev QA", "dev QA Prod"),
        ("Dev Prod", "QA prod", "Dev QA prod"),
        ("Dev Test Prod", "QA Prod", "Dev Test QA Prod"),
        ("Dev Prod", "First Dev", "First Dev Prod"),
        ("Dev Prod", "Last", "Dev Prod Last"),
        ("Dev Test Prod", "Dev QA Smoke", "Dev QA Smoke Test Prod"),
        ("Dev Test Prod", "Prod Dev", "Prod Dev Test"),
        ("Dev Prod", "", "Dev Prod"),
        ("", "QA Dev", "QA Dev"),
    ],
)
def test_the_order_of_stages_is_that_of_the_file_and_others_keep_their_places(
    folder: Path, template: str, own: str, expected: str
) -> None:
    def stages(names: str) -> list[dict[str, str]]:
        return [{"name": name} for name in names.split()]

    write(
        folder,
        _templates__t={"stages": stages(template)},
        p={"name": "P", "template": "t", "stages": stages(own)},
    )
    (found,) = read(folder)
    assert found.options["environments"] == stages(expected)


def test_a_rank_stays_what_the_nearest_says(folder: Path) -> None:
    write(
        folder,
        _templates__t={"stages": [{"name": "Dev"}, {"name": "Prod", "rank": 2}]},
        p={"name": "P", "template": "t", "stages": [{"name": "QA", "rank": 2}, {"name": "Prod", "rank": 3}]},
    )
    (found,) = read(folder)
    assert {stage["name"]: stage.get("rank") for stage in found.options["environments"]} == {
        "Dev": None,
        "QA": 2,
        "Prod": 3,
    }


def test_stages_that_are_expressions_stand_beside_each_other(folder: Path) -> None:
    write(folder, _defaults={"stages": ["{{ dev }}"]}, p={"name": "P", "stages": ["{{ qa }}", {"name": "Prod"}]})
    (found,) = read(folder)
    assert found.options["environments"] == ["{{ dev }}", "{{ qa }}", {"name": "Prod"}]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a": "- 1"}, "a.yml: must be a map of options"),
        ({"a": ""}, "a.yml: must be a map of options"),
        ({"a": {"path": "x"}}, "a.yml: name is missing"),
        ({"a": {"name": "A", "values": [1]}}, "a.yml: values must be a map"),
        ({"a": {"name": "A", "values": "{{ x }}"}}, "a.yml: values must be a map"),
        ({"a": {"name": "A", "stages": {"Test": {}}}}, "a.yml: stages must be a list"),
        (
            {"a": {"name": "A", "stages": [{"name": "Dev"}, {"name": "QA"}, {"name": "dev"}]}},
            "a.yml: there are two environments named dev",
        ),
        (
            {"a": {"name": "A", "stages": [{"name": "Dev"}], "environments": [{"name": "QA"}]}},
            "a.yml: environments is given twice, as stages too",
        ),
        (
            {"a": {"name": "A", "stages": [{"name": "Dev", "jobs": [], "deploy_phases": []}]}},
            "a.yml: environments[0].deploy_phases is given twice, as jobs too",
        ),
        (
            {"a": {"name": "A"}, "_environments": {"Dev": {"jobs": [], "deploy_phases": []}}},
            "_environments.yml: Dev.deploy_phases is given twice, as jobs too",
        ),
        ({"a": {"name": "A", "template": 3}}, "a.yml: template must be the name of a template, or a list of names"),
        (
            {"a": {"name": "A", "template": "x"}, "_templates__x": {"template": [3]}},
            "_templates/x.yml: template must be the name of a template, or a list of names",
        ),
        ({"a": {"name": "A", "template": "x"}}, "a.yml: there is no template x. The folder _templates has none"),
        (
            {"a": {"name": "A", "template": "x"}, "_templates__z": {}, "_templates__y": {}},
            "a.yml: there is no template x. There is y, z",
        ),
        (
            {
                "a": {"name": "A", "template": "x"},
                "_templates__x": {"template": "y"},
                "_templates__y": {"template": "x"},
            },
            "_templates/y.yml: the template x stands on itself",
        ),
        (
            {"a": {"name": "A", "environments": [{"name": "T"}]}, "_environments": {"T": 5}},
            "_environments.yml: T must be a map of options",
        ),
    ],
)
def test_what_is_wrong_is_said_with_the_file(folder: Path, files: dict[str, Any], said: str) -> None:
    write(folder, **files)
    with pytest.raises(DeclarationError) as caught:
        read(folder)
    assert str(caught.value) == said


def test_a_pipeline_knows_which_files_it_stands_on(folder: Path) -> None:
    write(
        folder,
        _defaults={"description": "x"},
        _environments={"Dev": {"rank": 1}},
        Web___defaults={"comment": "x"},
        Web___environments={"QA": {"rank": 1}},
        _templates__base={"tags": ["x"]},
        _templates__web={"template": "base"},
        _templates__other={"tags": ["y"]},
        Web__p={"name": "P", "template": ["base", "web"], "stages": [{"name": "dev"}]},
    )
    (found,) = read(folder)
    assert found.stands_on == (
        "_defaults.yml",
        "Web/_defaults.yml",
        "_templates/base.yml",
        "_templates/web.yml",
        "_environments.yml",
    )


@pytest.mark.parametrize(
    ("files", "place", "begin"),
    [
        ({"p": {"nmae": 1}}, "p.yml", "nmae: is not an option here (did you mean name?)"),
        (
            {"_defaults": {"variabels": {}}},
            "_defaults.yml",
            "variabels: is not an option here (did you mean variables?)",
        ),
        ({"_templates__t": {"jobs": []}}, "_templates/t.yml", "jobs: is not an option here"),
        (
            {"_templates__t": {"stages": ["{{ dev }}", {"name": "Prod", "jobs": [{"nam": "x"}]}]}},
            "_templates/t.yml",
            "environments[1] (Prod).deploy_phases[0].nam: is not an option here",
        ),
        (
            {
                "_defaults": {
                    "variables": {
                        "Key": {"vaule": "x"},
                        "plain": "{{ x }}",
                        "list": [1],
                        "secret": {"is_secret": "{{ s }}"},
                    }
                }
            },
            "_defaults.yml",
            "variables.Key.vaule: is not an option here (did you mean value?)",
        ),
        (
            {"_environments": {"Dev": {"variables": {"Key": {"isSecret": True}}}}},
            "_environments.yml",
            "Dev.variables.Key.isSecret: is not an option here (did you mean is_secret?)",
        ),
        ({"_environments": {"Dev": {"onwer": "x"}}}, "_environments.yml", "Dev.onwer: is not an option here"),
    ],
)
def test_an_option_that_there_is_not_is_told_with_the_very_file(
    folder: Path, files: dict[str, Any], place: str, begin: str
) -> None:
    own = {"name": "P", "template": "t", "stages": [{"name": "Dev"}]}
    write(folder, **{"_templates__t": {}, **files, "p": {**own, **files.get("p", {})}})
    (found,) = read(folder)
    ((where, sentence),) = found.mistakes
    assert where == place
    assert sentence.startswith(begin)


def test_the_options_of_a_file_are_told_as_its_own(folder: Path) -> None:
    write(folder, p={"name": "P", "tempalte": "t"})
    ((_place, sentence),) = read(folder)[0].mistakes
    assert "did you mean template?" in sentence
    assert sentence.endswith(", template, values")
    assert "source" not in sentence


def test_a_misspelt_name_is_told_rather_than_that_it_is_missing(folder: Path) -> None:
    write(folder, p={"naem": "P"})
    with pytest.raises(DeclarationError, match=r"^p.yml: naem: is not an option here"):
        read(folder)


def test_what_is_right_is_no_mistake(folder: Path) -> None:
    """Expressions stand for what they give; what is wrong with a stage that a pipeline has not is none of its."""
    write(
        folder,
        _environments={"QA": {"onwer": "x"}},
        p={
            "name": "P",
            "values": {"any": "thing"},
            "variables": {"any": {"value": "x"}},
            "triggers": "{{ lookup('x', a='b') }}",
            "stages": [{"name": "Dev", "jobs": ["{{ f(a=1) }}"], "raw": {"any": 1}, "retention_policy": "{{ a = 1 }}"}],
        },
    )
    assert read(folder)[0].mistakes == ()


def test_there_has_to_be_a_folder(folder: Path) -> None:
    with pytest.raises(DeclarationError, match=r"there is no folder .*nowhere"):
        read(folder / "nowhere")


def test_there_has_to_be_a_pipeline(folder: Path) -> None:
    write(folder, _defaults={"description": "x"}, _old__a={"name": "A"})
    with pytest.raises(DeclarationError, match=r"there is no pipeline in the folder .*no file \.yml"):
        read(folder)
    assert list(reader(folder, may_be_empty=True).pipelines()) == []


def test_a_suffix_is_read_in_any_casing(folder: Path) -> None:
    (folder / "B.YML").write_text("name: B")
    assert [one.place for one in read(folder)] == ["B.YML"]


def test_each_file_is_read_when_it_is_its_turn(folder: Path) -> None:
    write(folder, a={"name": "A"}, b={"path": "no name"})
    found = reader(folder).pipelines()
    assert next(found).place == "a.yml"


def test_what_is_said_of_stages_that_nothing_has(folder: Path) -> None:
    write(
        folder,
        a={"name": "A", "stages": [{"name": "dev"}]},
        Web__b={"name": "B", "template": "t"},
        _templates__t={"stages": [{"name": "Prod"}]},
        _environments={"Dev": {"rank": 1}, "Dve": {"rank": 2}},
        Web___environments={"PROD": {"rank": 1}, "QA": {"rank": 1}},
    )
    folder_read = reader(folder)
    list(folder_read.pipelines())
    assert sorted(folder_read.unused_stages()) == [("Web/_environments.yml", "QA"), ("_environments.yml", "Dve")]


EXPRESSION: list[Any] = [
    {"stages": "{{ values.mine }}"},
    {"stages": ["{{ values.mine }}", "{{ values.more }}"]},
    {"stages": [{"name": "{{ values.dev }}"}, {"name": "{{ values.prod }}"}]},
]


@pytest.mark.parametrize("said", EXPRESSION)
def test_stages_that_expressions_have_stand_on_what_is_said_of_all(folder: Path, said: dict[str, Any]) -> None:
    write(
        folder,
        _environments={"Dev": {"rank": 1, "jobs": [1]}, "Dve": {"rank": 2}},
        Web___environments={"PROD": {"rank": 3, "rnk": 4}, "QA": {"rnk": 5}},
        Web__p={"name": "P", **said},
    )
    folder_read = reader(folder)
    (found,) = folder_read.pipelines()
    assert found.options["environments"] == said["stages"]
    assert not found.stands_on
    assert not found.mistakes
    read_stages = [{"name": "dev", "jobs": [2]}, {"name": "Prod"}]
    known, below = folder_read.with_stages_known(found, {"name": "P", "environments": read_stages})
    assert with_defaults_of_stages(known.options, below)["environments"] == [
        {"name": "dev", "rank": 1, "deploy_phases": [2]},
        {"name": "Prod", "rank": 3, "rnk": 4},
    ]
    assert known.stands_on == ("_environments.yml", "Web/_environments.yml")
    ((place, sentence),) = known.mistakes
    assert (place, sentence.partition(":")[0]) == ("Web/_environments.yml", "PROD.rnk")
    assert sorted(folder_read.unused_stages()) == [("Web/_environments.yml", "QA"), ("_environments.yml", "Dve")]


def test_a_stage_beside_an_expression_is_joined_once(folder: Path) -> None:
    """What its file omits is not there to be seen any more when the expression was read."""
    write(
        folder,
        _environments={"Dev": {"rank": 1}, "QA": {"rank": 2}},
        p={"name": "P", "stages": [{"name": "Dev", "rank": "{{ omit }}"}, "{{ qa }}"]},
    )
    folder_read = reader(folder)
    (found,) = folder_read.pipelines()
    assert found.stands_on == ("_environments.yml",)
    _known, below = folder_read.with_stages_known(found, {"environments": [{"name": "Dev"}, {"name": "QA"}]})
    assert below == {"qa": {"rank": 2}}


def test_an_expression_may_be_in_one_word_only(folder: Path) -> None:
    write(folder, _environments={"Dev": {"rank": 1}}, p={"name": "P", "stages": "{{ values.mine }}"})
    folder_read = reader(folder)
    (found,) = folder_read.pipelines()
    with pytest.raises(DeclarationError, match=r"^p.yml: environments\[0\].deploy_phases is given twice, as jobs too"):
        folder_read.with_stages_known(found, {"environments": [{"name": "Dev", "jobs": [], "deploy_phases": []}]})


names = st.sampled_from(["a", "b", "c"])
plain = st.one_of(st.integers(0, 3), st.text("xy", max_size=2), st.lists(st.integers(0, 3), max_size=2))
options = st.recursive(plain, lambda inner: st.dictionaries(names, inner, max_size=3), max_leaves=8)
maps = st.dictionaries(names, options, max_size=3)


@given(maps)
def test_nothing_changes_over_or_under_nothing(said: dict[str, Any]) -> None:
    assert merged({}, said) == said == merged(said, {}) == merged(said, said)


@given(maps, maps, maps)
def test_it_does_not_matter_which_are_joined_first(one: Any, two: Any, three: Any) -> None:
    assert merged(merged(one, two), three) == merged(one, merged(two, three)) or _changes_kind(one, two, three)


def _changes_kind(*layers: Any) -> bool:
    """A map over a plain value over a map: the order of joining says whether the lowest is seen."""
    if not all(isinstance(layer, dict) for layer in layers):
        return any(isinstance(layer, dict) for layer in layers)
    return any(_changes_kind(*(layer[key] for layer in layers if key in layer)) for key in set().union(*layers))


@given(st.lists(st.fixed_dictionaries({"name": st.sampled_from(["A", "b"])}), max_size=2), maps)
def test_without_defaults_stages_are_what_they_are(stages: list[Any], more: dict[str, Any]) -> None:
    said = {**more, "environments": stages}
    assert with_defaults_of_stages(said, {}) == said
