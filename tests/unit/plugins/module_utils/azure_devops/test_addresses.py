# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from urllib.parse import unquote

import pytest

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import (
    resolve_addresses,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import OPERATIONS
from ansible_collections.devops.release_management.plugins.module_utils._errors import DeclarationError

PROJECT_ID = "ff213d65-d61d-447c-b39d-d16f21b18364"
NEW = ("https://dev.azure.com/org", "https://vsrm.dev.azure.com/org", "https://vssps.dev.azure.com/org")
OLD = (
    "https://org.visualstudio.com/DefaultCollection",
    "https://org.vsrm.visualstudio.com/DefaultCollection",
    "https://vssps.dev.azure.com/org",
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://dev.azure.com/org", NEW),
        ("https://dev.azure.com/org/", NEW),
        (" https://dev.azure.com/org// ", NEW),
        ("HTTPS://DEV.azure.com/org", NEW),
        ("https://dev.azure.com/org/_settings/users", NEW),
        ("https://dev.azure.com/org/_apis/projects?api-version=7.0", NEW),
        ("https://org.visualstudio.com", OLD),
        ("https://org.visualstudio.com/", OLD),
        ("https://org.visualstudio.com/DefaultCollection", OLD),
        ("https://org.visualstudio.com/defaultcollection/", OLD),
    ],
)
def test_a_hosted_organization_has_hosts_for_releases_and_identities(url: str, expected: tuple[str, ...]) -> None:
    found = resolve_addresses(url)
    assert (found.collection_url, found.release_url, found.identity_url) == expected
    assert (found.is_hosted, found.project) == (True, None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://server:8080/tfs/DefaultCollection", "http://server:8080/tfs/DefaultCollection"),
        ("http://server:8080/tfs/DefaultCollection/", "http://server:8080/tfs/DefaultCollection"),
        ("http://server:8080/TFS/Web%20Shops", "http://server:8080/TFS/Web%20Shops"),
        ("https://server/DefaultCollection", "https://server/DefaultCollection"),
        ("https://server/Collection", "https://server/Collection"),
        ("https://server/Web Shops", "https://server/Web%20Shops"),
        ("https://server/azuredevops/Collection", "https://server/azuredevops/Collection"),
        ("http://127.0.0.1:8765/fabrikam", "http://127.0.0.1:8765/fabrikam"),
        ("http://[::1]:8080/tfs/DefaultCollection", "http://[::1]:8080/tfs/DefaultCollection"),
        ("https://visualstudio.com.example/Collection", "https://visualstudio.com.example/Collection"),
    ],
)
def test_a_server_has_everything_in_its_collection(url: str, expected: str) -> None:
    found = resolve_addresses(url)
    assert {found.collection_url, found.release_url, found.identity_url} == {expected}
    assert (found.is_hosted, found.project) == (False, None)


@pytest.mark.parametrize(
    ("url", "collection", "project"),
    [
        ("https://dev.azure.com/org/Fabrikam", NEW[0], "Fabrikam"),
        ("https://dev.azure.com/org/Web%20Shop/_release?_a=releases&view=mine", NEW[0], "Web Shop"),
        ("https://dev.azure.com/org/Fabrikam/_git/repo#top", NEW[0], "Fabrikam"),
        ("https://org.visualstudio.com/Fabrikam/_release?definitionId=3", OLD[0], "Fabrikam"),
        ("https://org.visualstudio.com/DefaultCollection/Fabrikam", OLD[0], "Fabrikam"),
        ("http://server:8080/tfs/C/Fabrikam", "http://server:8080/tfs/C", "Fabrikam"),
        ("http://server:8080/tfs/C/Fabrikam/_git/repo", "http://server:8080/tfs/C", "Fabrikam"),
        ("http://server:8080/tfs/C/_admin", "http://server:8080/tfs/C", None),
        ("https://server/DefaultCollection/Fabrikam", "https://server/DefaultCollection", "Fabrikam"),
        ("https://server/DefaultCollection/Fabrikam/_build", "https://server/DefaultCollection", "Fabrikam"),
        ("https://server/Collection/Fabrikam/_release", "https://server/Collection", "Fabrikam"),
        ("https://server/azuredevops/C/Fabrikam", "https://server/azuredevops/C", "Fabrikam"),
        (f"https://dev.azure.com/org/{PROJECT_ID}/_apis/build/Definitions/47?revision=5", NEW[0], PROJECT_ID),
        (f"https://org.visualstudio.com/DefaultCollection/{PROJECT_ID}/_apis/build/builds/391", OLD[0], PROJECT_ID),
        (f"http://server:8080/tfs/C/{PROJECT_ID}/_apis/Release/definitions/1", "http://server:8080/tfs/C", PROJECT_ID),
        (f"https://server/C/{PROJECT_ID}/_apis/Release/definitions/1", "https://server/C", PROJECT_ID),
        ("http://server:8080/tfs/Web%20Shops/Web%20Shop", "http://server:8080/tfs/Web%20Shops", "Web Shop"),
        ("http://server:8080/tfs/C/S%C3%B6hne%20%26%20Co.", "http://server:8080/tfs/C", "Söhne & Co."),
    ],
)
def test_the_address_of_a_project_or_page_is_cut(url: str, collection: str, project: str | None) -> None:
    found = resolve_addresses(url)
    assert (found.collection_url, found.project) == (collection, project)


@pytest.mark.parametrize(
    "name",
    ["Web Shop", "Söhne & Co.", "O'Neil", "web-shop_2.0 (old)", "50% off!", "a@b~c^d`e", "日本", PROJECT_ID],
)
@pytest.mark.parametrize("operation", ["builds.list", "release_definitions.list", "projects.get"])
def test_a_project_is_encoded_once_wherever_it_stands(operation: str, name: str) -> None:
    project = resolve_addresses("https://server/C", project=name).project
    path = OPERATIONS[operation].path({"project": project})
    assert [unquote(part) for part in path.split("/") if part not in path_of(operation)] == [name]
    assert " " not in path


def path_of(operation: str) -> list[str]:
    """The parts of a route besides the project."""
    return [part for part in OPERATIONS[operation].route.split("/") if part != "{project}"]


def test_the_option_project_goes_before_the_project_of_the_address() -> None:
    assert resolve_addresses("https://dev.azure.com/org/Fabrikam", project="Contoso").project == "Contoso"


@pytest.mark.parametrize("written", ["Web Shop & Söhne", "Web%20Shop%20&%20S%C3%B6hne"])
def test_a_project_name_may_be_written_encoded(written: str) -> None:
    assert resolve_addresses("https://dev.azure.com/org", project=written).project == "Web Shop & Söhne"


def test_overrides_replace_what_is_derived() -> None:
    found = resolve_addresses(
        "http://127.0.0.1:8765/fabrikam",
        release_url="http://127.0.0.1:8765/vsrm/fabrikam/",
        identity_url="http://127.0.0.1:8765/vssps/fabrikam",
    )
    assert found.base("core") == "http://127.0.0.1:8765/fabrikam"
    assert found.base("release") == "http://127.0.0.1:8765/vsrm/fabrikam"
    assert found.base("identity") == "http://127.0.0.1:8765/vssps/fabrikam"
    assert found.option("release") == "release_url"


def test_the_option_to_look_at_is_the_one_that_decided_the_address() -> None:
    assert resolve_addresses("https://server/C").option("release") == "organization_url"
    assert resolve_addresses("https://dev.azure.com/org").option("release") == "release_url"
    assert resolve_addresses("https://dev.azure.com/org").option("identity") == "identity_url"
    assert resolve_addresses("https://dev.azure.com/org").option("core") == "organization_url"


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("https://dev.azure.com", "https://dev.azure.com/org"),
        ("https://dev.azure.com/_usersSettings/tokens", "https://dev.azure.com/org"),
        ("https://vsrm.dev.azure.com/org", "https://dev.azure.com/org"),
        ("https://org.vsrm.visualstudio.com/DefaultCollection", "https://org.visualstudio.com"),
        ("https://dev.azure.com/org/Fabrikam/extra", "end it at"),
        ("http://server:8080/tfs", "http://server:8080/tfs/DefaultCollection"),
        ("https://server", "https://server/DefaultCollection"),
        ("https://server/tfs/C/Fabrikam/extra", "end it at"),
        ("dev.azure.com/org", "https://"),
        ("ftp://server/C", "https://"),
        ("org", "https://"),
        ("https:///C", "https://"),
        ("https://server:port/C", "https://"),
        ("https://[server/C", "https://"),
    ],
)
def test_a_wrong_address_gets_advice(url: str, advice: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        resolve_addresses(url)
    assert caught.value.option == "organization_url"
    assert advice in str(caught.value)


@pytest.mark.parametrize("option", ["organization_url", "release_url", "identity_url"])
def test_an_address_with_a_password_is_refused_without_showing_it(option: str) -> None:
    urls = {"organization_url": "https://dev.azure.com/org", option: "https://user:s3cret@server/C"}
    with pytest.raises(DeclarationError) as caught:
        resolve_addresses(**urls)
    assert caught.value.option == option
    assert "s3cret" not in f"{caught.value!s} {caught.value!r}"


@pytest.mark.parametrize("option", ["release_url", "identity_url"])
def test_a_wrong_override_names_its_option(option: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        resolve_addresses("https://dev.azure.com/org", **{option: "vsrm.dev.azure.com/org"})
    assert caught.value.option == option
