# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer of Azure DevOps means: a result, or an error that a person can act on.

Decided by HTTP status and ``typeKey``; the words of a message change with language and release of the server, so they
only ever add advice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.addresses import Host
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.faults import (
    Fault,
    describe,
    read_fault,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.generations import (
    Generation,
    generation_by_latest,
)
from ansible_collections.devops.release_management.plugins.module_utils._azure_devops.operations import Kind
from ansible_collections.devops.release_management.plugins.module_utils._errors import (
    AuthenticationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
    RefusedError,
    ReleaseManagementError,
    ThrottledError,
    UnavailableError,
    UnexpectedAnswerError,
    VersionError,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.answers import (
    Answer,
    offered_schemes,
    visible_url,
)
from ansible_collections.devops.release_management.plugins.module_utils._transport.wording import told


@dataclass(frozen=True)
class Question:
    """What was asked, as far as the answer's meaning depends on it.

    :ivar url_option: the option that decided the address.
    :ivar url: the address, as it may be shown; a download may be answered from another one.
    """

    host: Host
    kind: Kind
    version: str
    generation: Generation
    url_option: str
    url: str


def read_result(answer: Answer, question: Question) -> Any:
    """Return the JSON document of a successful answer, its text for an operation of text, None for an empty one.

    :raises ReleaseManagementError: of the class that says what the matter is; with ``status`` and ``details``.
    """
    if not answer.is_success:
        raise error_of(answer, question)
    if not answer.content and (answer.status == 204 or answer.method != "GET"):
        return None
    if answer.is_html:
        raise _sign_in_page(answer)
    if question.kind == "text":
        return answer.text
    if not answer.is_json:
        raise _not_expected(answer, question)
    return answer.document


def check_download(answer: Answer, question: Question) -> None:
    """Check that a body which was written to a file is what was asked for.

    :raises ReleaseManagementError: of the class that says what the matter is; with ``status`` and ``details``.
    """
    if not answer.is_success:
        is_elsewhere = urlsplit(answer.url).netloc != urlsplit(question.url).netloc
        raise _refused_elsewhere(answer) if is_elsewhere else error_of(answer, question)
    if answer.is_html:
        raise _sign_in_page(answer)
    if answer.is_json:
        raise _not_expected(answer, question)


def error_of(answer: Answer, question: Question) -> ReleaseManagementError:
    """Return the error that an answer without success stands for."""
    fault = read_fault(answer)
    make = _BY_TYPE_KEY.get(fault.type_key or "") or _BY_STATUS.get(answer.status)
    if make is None:
        make = _unavailable if answer.status >= 500 else _redirected if answer.is_redirect else _refused
    return make(answer, fault, question)


def _say(answer: Answer, fault: Fault, cause: str, advice: str = "") -> str:
    """Compose a message: what is the matter, what the server said, what to do."""
    facts = (f"HTTP {answer.status}", fault.type_key, f"{answer.method} {answer.url}")
    sentences = told(cause, facts, fault.message.rstrip(), [_policy_advice(fault), advice])
    return "\n".join([sentences, *(f"- {one['result']}: {one['message']}" for one in fault.validation_results)])


_POLICY = re.compile(r"\bclassic\b.*\bpipelines?\b|\bpipelines?\b.*\bclassic\b", re.IGNORECASE | re.DOTALL)


def _policy_advice(fault: Fault) -> str:
    if not _POLICY.search(fault.message):
        return ""
    return (
        'Classic release pipelines are disabled by a policy: an administrator can switch off "Disable creation of'
        ' classic release pipelines" in Organization settings or Project settings, under Pipelines, Settings.'
    )


def _unauthenticated(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    offered = offered_schemes(answer.headers)
    advice = "Check that the token or password is right, has not expired, and is meant for this organization."
    if offered:
        advice += f" The server accepts these ways to authenticate (option auth): {', '.join(offered)}."
    if "NTLM" in offered:
        advice += " Team Foundation Server takes personal access tokens from 2017 on."
    message = _say(answer, fault, "The server does not accept the credentials", advice)
    return AuthenticationError(message, status=answer.status, details=describe(answer, fault))


def _sign_in_page(answer: Answer) -> ReleaseManagementError:
    fault = read_fault(answer)
    message = _say(
        answer,
        Fault(),
        "The server answered with a web page, most likely its sign-in page, instead of data: it does not accept the"
        " credentials",
        "Check that the token or password is right, has not expired, and is meant for this organization; and that"
        " the address is that of Azure DevOps and not of a portal before it.",
    )
    return AuthenticationError(message, status=answer.status, details=describe(answer, fault))


def _proxy_unauthenticated(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    message = _say(answer, fault, "The proxy wants credentials", "Put them into the environment variable of the proxy.")
    return AuthenticationError(message, status=answer.status, details=describe(answer, fault))


def _denied(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    message = _say(
        answer,
        fault,
        "The server refuses this to the user of these credentials",
        "The user needs the permission for it, and the token the scope for it.",
    )
    return PermissionDeniedError(message, status=answer.status, details=describe(answer, fault))


def _not_found(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    if fault.type_key is not None:
        message = _say(answer, fault, "The server does not have it")
        return NotFoundError(message, status=answer.status, details=describe(answer, fault))
    advice = _ADDRESS_ADVICE.get(question.url_option, "") or _HOST_ADVICE[question.host]
    message = _say(answer, fault, "There is no such API at this address", advice)
    return NotFoundError(message, option=question.url_option, status=answer.status, details=describe(answer, fault))


_ADDRESS_ADVICE: Mapping[str, str] = {
    "organization_url": (
        "Check organization_url: it must end with an organization or a collection that there is, such as"
        " https://dev.azure.com/org or https://server/tfs/DefaultCollection."
    ),
}
_HOST_ADVICE: Mapping[Host, str] = {
    "core": _ADDRESS_ADVICE["organization_url"],
    "release": (
        "Releases of Azure DevOps Services live on a host of their own, such as https://vsrm.dev.azure.com/org; those"
        " of a server in its collection. Check organization_url, and release_url where it is set."
    ),
    "identity": (
        "Identities of Azure DevOps Services live on a host of their own, such as https://vssps.dev.azure.com/org;"
        " those of a server in its collection. Check organization_url, and identity_url where it is set."
    ),
}


def _no_project(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    message = _say(
        answer,
        fault,
        "There is no such project, or the user of these credentials may not see it",
        "Check the spelling, and that organization_url is the one that has the project.",
    )
    return NotFoundError(message, option="project", status=answer.status, details=describe(answer, fault))


def _conflict(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    message = _say(answer, fault, "It conflicts with what the server has")
    return ConflictError(message, status=answer.status, details=describe(answer, fault))


def _throttled(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    seconds = answer.retry_after
    when = "in some minutes" if seconds is None else f"in {seconds:.0f} second{'' if round(seconds) == 1 else 's'}"
    message = _say(
        answer,
        fault,
        "The server limits the rate of requests and blocked this one",
        f"Try again {when}, with less concurrency or more retries.",
    )
    return ThrottledError(
        message,
        retry_after=seconds,
        status=answer.status,
        details={**describe(answer, fault), "retry_after": seconds},
    )


def _unavailable(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    message = _say(
        answer, fault, "The server failed", "Try again; its administrator finds the cause in its log at this time."
    )
    return UnavailableError(message, status=answer.status, details=describe(answer, fault))


def _refused(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    message = _say(answer, fault, "The server refuses the request")
    return RefusedError(message, status=answer.status, details=describe(answer, fault))


_SIGN_IN = re.compile(r"sign_?in|login|oauth|adfs|/_auth", re.IGNORECASE)


def _redirected(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    target = urljoin(answer.url, answer.headers["location"])
    details = {**describe(answer, Fault()), "location": visible_url(target)}
    cause = f"The server sends this request on to {visible_url(target)}, which gets no credentials"
    if _SIGN_IN.search(target):
        advice = "It is a sign-in page: check that the token or password is right and has not expired."
        return AuthenticationError(_say(answer, Fault(), cause, advice), status=answer.status, details=details)
    advice = f"If that is the right address, set {question.url_option} to it."
    return UnexpectedAnswerError(
        _say(answer, Fault(), cause, advice), option=question.url_option, status=answer.status, details=details
    )


def _refused_elsewhere(answer: Answer) -> ReleaseManagementError:
    """The error of a host that the server sent a download on to: a store that takes signed addresses, not credentials."""
    message = _say(
        answer,
        Fault(),
        f"The server sent the download on to {urlsplit(answer.url).hostname}, which got no credentials and refuses it",
        "Try again: an address that the server signs is valid for a short time only. If that does not help, its"
        " administrator has to say why.",
    )
    return UnexpectedAnswerError(message, status=answer.status, details=describe(answer, Fault()))


_WANTED: Mapping[Kind, str] = {"json": "JSON", "text": "text", "zip": "a zip archive"}


def _not_expected(answer: Answer, question: Question) -> ReleaseManagementError:
    kind = answer.media_type or "nothing that is named"
    message = _say(
        answer,
        Fault(),
        f"The server answered with {kind} instead of {_WANTED[question.kind]}",
        f"Check that {question.url_option} is the address of Azure DevOps and not of something before it.",
    )
    return UnexpectedAnswerError(message, status=answer.status, details=describe(answer, Fault()))


def _wrong_version(answer: Answer, fault: Fault, question: Question) -> ReleaseManagementError:
    latest = _latest_version(fault, question)
    details = {**describe(answer, fault), "api_version": question.version, "latest_api_version": latest}
    cause = f"The server does not speak version {question.version} of the API, which is used for {_title(question)}"
    message = _say(answer, fault, cause, _version_advice(latest))
    return VersionError(message, option="server", status=answer.status, details=details)


def _title(question: Question) -> str:
    return f"{question.generation.title} (server: {question.generation.name})"


def _version_advice(latest: str | None) -> str:
    if latest is None:
        return "Set the option server to the generation of this server."
    generation = generation_by_latest(latest)
    if generation is None:
        return f"The latest version that it speaks is {latest}. Set the option server to the generation of this server."
    its_name = f"The latest version that it speaks is {latest}: it is {generation.title}."
    return f"{its_name} Set the option server to {generation.name}."


_VERSION_NUMBER = re.compile(r"\b\d+\.\d+\b")


def _latest_version(fault: Fault, question: Question) -> str | None:
    """Read the server's latest version from its message: in any language the last number that is not ours.

    Only the message about a version out of the server's range names it.
    """
    if fault.type_key != "VssVersionOutOfRangeException":
        return None
    asked = question.version.partition("-")[0]
    others = [number for number in _VERSION_NUMBER.findall(fault.message) if number != asked]
    return others[-1] if others else None


_MakeError = Callable[[Answer, Fault, Question], ReleaseManagementError]

_BY_TYPE_KEY: Mapping[str, _MakeError] = {
    "VssVersionOutOfRangeException": _wrong_version,
    "VssInvalidPreviewVersionException": _wrong_version,
    "VssVersionNotSpecifiedException": _wrong_version,
    "ProjectDoesNotExistException": _no_project,
    "ProjectDoesNotExistWithNameException": _no_project,
    "RequestBlockedException": _throttled,
}

_BY_STATUS: Mapping[int, _MakeError] = {
    401: _unauthenticated,
    403: _denied,
    404: _not_found,
    407: _proxy_unauthenticated,
    409: _conflict,
    429: _throttled,
}
