# Run from the root of the checkout. `make help` lists the targets. Each does its own set-up.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# The interpreter that .venv is made with; searched for where empty.
PYTHON ?=
# The Python versions that the sanity tests run on besides that of .venv, where they are there.
SANITY_PYTHONS ?= 3.13
# The versions of ansible-core that `make cores` runs on: all supported ones but that of .venv.
CORES ?= 2.18 2.20 2.21
# What it runs there: the integration tests, and of the wide ones what is published and the longer roles.
ON_EVERY_CORE ?= not wide or test_installed or test_deploy_role or test_handover or test_a_hundred
# Tests at a time: one more than the cores of a small machine, as each waits now and then.
WORKERS ?= 3
# More arguments for pytest, such as PYTEST_ARGS='-k tags -x'.
PYTEST_ARGS ?=
# Who has nothing left to do takes from the others: some tests take a thousand times as long as others.
PYTEST := python -m pytest -q -n $(WORKERS) --dist worksteal

BIN := $(CURDIR)/.venv/bin
READY := .venv/.ready
REQUIREMENTS := requirements-dev.txt roles/sandbox/files/requirements.txt

# What is called by name (ansible-playbook by molecule, ansible by ansible-lint) is ours.
export PATH := $(BIN):$(PATH)
sandbox unit conformance integration wide generations bench cores core-%: export PYTHONPATH := $(CURDIR)/.collections:$(CURDIR)/roles/sandbox/files
# What Python compiles is kept, also where the environment (as that of many images does) forbids it: hundreds of processes
# and each worker of pytest would compile the same files anew.
export PYTHONDONTWRITEBYTECODE :=
# Downloads, caches and temporary files of Ansible stay in the checkout.
export ANSIBLE_HOME := $(CURDIR)/.cache/ansible

.PHONY: help setup sandbox demo test checks bench clean \
	lint types sanity ansible-lint docs-lint execution-environment molecule unit conformance integration wide \
	generations cores docs publishable

help: ## this list
	@sed -nE 's/^([a-z%-]+):[^#]*## (.*)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 24

setup: $(READY) ## prepares .venv and the .collections tree

$(READY): $(REQUIREMENTS) requirements.txt tools/setup tools/find-python tools/install
	@PYTHON='$(PYTHON)' tools/setup $(REQUIREMENTS)

sandbox: setup ## runs the sandbox server in the foreground (SANDBOX_PORT and the like are passed on)
	@exec python -m release_management_sandbox

demo: setup ## the guided tour on a sandbox of its own
	@tools/demo

# The checks are independent of each other and quiet, so two run at a time; the suites use both cores themselves.
test: setup ## all of the following that each change has to pass
	@$(MAKE) --jobs=2 --output-sync=target --keep-going checks
	@$(MAKE) unit conformance integration

# The longest first, so that it runs beside all others.
checks: molecule sanity ansible-lint types lint docs-lint execution-environment

lint: setup ## ruff (rules and format) and shellcheck
	@echo "== lint"
	@ruff check --quiet .
	@ruff format --quiet --check .
	@shellcheck .ci/run $$(grep --files-with-matches --max-count=1 '^#!/usr/bin/env bash' tools/*)

types: setup ## mypy --strict on module_utils and plugin_utils
	@echo "== types"
	@mypy

sanity: sanity-venv ## ansible-test sanity

sanity-%: setup
	@echo "== sanity ($*)"
	@tools/sanity $*

sanity-rest: setup ## what `make sanity` leaves out: pylint on all but plugins, imports on the oldest Python

ansible-lint: setup ## ansible-lint, production profile
	@echo "== ansible-lint"
	@ansible-lint -q --nocolor

docs-lint: setup ## documentation of plugins and roles, changelog fragments
	@echo "== docs-lint"
	@antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self .
	@antsibull-changelog lint

execution-environment: setup ## the build context of an execution environment with this collection
	@echo "== execution-environment"
	@tools/execution-environment

molecule: setup ## the scenarios of the roles and modules
	@echo "== molecule"
	@NO_COLOR=1 molecule test --all >.cache/molecule.log 2>&1 || { cat .cache/molecule.log; exit 1; }

unit: setup ## unit and property tests
	@echo "== unit"
	@$(PYTEST) tests/unit $(PYTEST_ARGS)

conformance: setup ## the sandbox against the vendor's SDK and documents
	@echo "== conformance"
	@$(PYTEST) tests/conformance tests/sandbox -m 'not wide' $(PYTEST_ARGS)

integration: setup ## every scenario through both paths
	@echo "== integration"
	@$(PYTEST) tests/integration -m 'not wide' $(PYTEST_ARGS)

wide: export KILLS ?= 20
wide: setup sanity-rest $(SANITY_PYTHONS:%=sanity-%) docs publishable ## what takes more time: other Pythons, every generation, sign-in, what is published
	@echo "== wide"
	@$(PYTEST) tests/conformance tests/integration -m wide $(PYTEST_ARGS)

docs: setup ## the documentation as a site, in .cache/docs/html
	@echo "== docs"
	@tools/docs

publishable: setup ## the archive of the collection, and what galaxy-importer and antsibull-changelog say of it
	@echo "== publishable"
	@tools/publishable

generations: export GENERATIONS ?= all
generations: setup ## every scenario on every generation of the server: a table of what passed
	@echo "== generations"
	@$(PYTEST) tests/integration/test_scenarios.py -m 'not wide' $(PYTEST_ARGS)

cores: setup $(CORES:%=core-%) ## the integration tests and the playbooks on the other versions of ansible-core

core-%: setup
	@echo "== ansible-core $*"
	@tools/core $* $(PYTEST) tests/integration -k '$(ON_EVERY_CORE)' $(PYTEST_ARGS)

bench: setup ## what an item of a loop costs, a long list of builds, many definitions in one task
	@python tests/benchmarks/run.py
	@python tests/benchmarks/builds.py
	@python tests/benchmarks/definitions.py

clean: ## removes all that make prepared
	rm -rf .venv .collections .cache .ansible .hypothesis .ruff_cache .mypy_cache .pytest_cache tests/output
