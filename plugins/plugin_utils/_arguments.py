# Copyright (c) 2026, devops.release_management contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task's arguments are for a module: plain JSON data, validated against the argument spec."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common import json as common_json
from ansible.module_utils.common import warnings as common_warnings
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from ansible_collections.devops.release_management.plugins.module_utils._located import VALIDATION_BREAKS, wrong_places
from ansible_collections.devops.release_management.plugins.module_utils._outcome import Resource


def as_a_module_gets_them(args: Mapping[str, Any]) -> dict[str, Any]:
    """Send arguments through ansible-core's own module encoder and back.

    That turns dates and vaulted values into text and leaves no tag, no lazy container and no `!unsafe` behind.
    """
    if hasattr(common_json, "get_module_encoder"):
        encoder = common_json.get_module_encoder("legacy", common_json.Direction.CONTROLLER_TO_MODULE)
        text = json.dumps(dict(args), cls=encoder)
    else:  # ansible-core 2.18
        legacy_encoder: Any = common_json.AnsibleJSONEncoder
        text = json.dumps(dict(args), cls=legacy_encoder, vault_to_text=True)
    plain: dict[str, Any] = json.loads(text)
    return plain


def validate(
    resource: Resource, args: Mapping[str, Any], action: str
) -> tuple[dict[str, Any], str | None, dict[str, list[Any]]]:
    """Validate arguments as AnsibleModule does, with the same sentences.

    :returns: the parameters as far as they are known, what is wrong with them, and notices for the task's result
        (`warnings` and `deprecations`; ansible-core 2.19 and later collects these by itself).
    """
    # AnsibleModule's own validator: unlike its base class it tells of deprecated options and of doubled aliases.
    validator = ModuleArgumentSpecValidator(resource.spec_for_ansible, **resource.constraints)
    seen = {name: len(messages) for name, messages in _collected_notices().items()}
    try:
        validation = validator.validate(dict(args))
    except VALIDATION_BREAKS:
        if not any(wrong_places(args, resource.spec_for_ansible)):
            raise
        return dict(args), "wrong parameters", {}
    notices = {name: list(messages[seen[name] :]) for name, messages in _collected_notices().items()}
    return validation.validated_parameters, _complaint(validation.errors, action), notices


def _complaint(errors: Any, action: str) -> str | None:
    if not errors.errors:
        return None
    message: str = errors.msg
    if isinstance(errors.errors[0], UnsupportedError):
        return f"Unsupported parameters for ({action}) module: {message}"
    return message


def _collected_notices() -> dict[str, tuple[Any, ...]]:
    return {
        "warnings": common_warnings.get_warning_messages(),
        "deprecations": common_warnings.get_deprecation_messages(),
    }
