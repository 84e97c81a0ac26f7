# `make run` and `make test` do all the set-up they need on a machine with Python 3.11 or newer, pip and make.
SHELL := /bin/sh
PYTHON ?= python3
UV := .tools/bin/uv
VENV := .venv
BIN := $(VENV)/bin
WAITING := tests/faults tests/team
EVERYDAY = QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m "not long and not bench"
SIGN_IN := sign-in refused busy offline ended create create-refused mail forgot code code-sent code-refused new-password \
	keyring not-kept connect connecting wrong-key secret-key
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test check setup bench test-long bundle lock screenshots team clean help

help: ## list the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /  /' | sort

run: $(RUN_READY) ## open the studio
	$(BIN)/python -m studio

setup: $(DEV_READY) ## prepare .venv for development

test: $(DEV_READY) check ## the checks and every test of everyday work; what waits for disks and servers, and what computes, side by side
	@mkdir -p build
	@$(EVERYDAY) $(WAITING:%=--ignore=%) > build/computing.log 2>&1 & computing=$$!; \
	$(EVERYDAY) $(WAITING); waited=$$?; \
	wait $$computing; computed=$$?; cat build/computing.log; exit $$((waited | computed))

check: $(DEV_READY) ## the static part
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

team: $(DEV_READY) ## a team on this computer, with the studio connected to it
	$(BIN)/python -m tests.servers.team

bench: $(DEV_READY) ## speed, as ratios measured in one run
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.bench

test-long: $(DEV_READY) ## the campaigns of hundreds and thousands
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -m long -o faulthandler_timeout=0

bundle: $(DEV_READY) ## build/dist/wtfigure-studio, which needs no Python, and its self-test
	$(BIN)/pyinstaller --noconfirm --log-level WARN --distpath build/dist --workpath build/pyinstaller build.spec
	mkdir -p build/bare-home
	env -i HOME=$(CURDIR)/build/bare-home PATH=/nonexistent QT_QPA_PLATFORM=offscreen build/dist/wtfigure-studio/wtfigure-studio --self-test

screenshots: $(RUN_READY) ## the pictures of the README
	for screen in create-empty create-making create-done create-mask create-refused create-openai create-streaming \
	    create-unknown gallery-empty gallery-full gallery-shelves gallery-compare catalog-themes catalog-form \
	    catalog-tree catalog-json catalog-template catalog-merge catalog-publish catalog-history catalog-artist \
	    catalog-waiting catalog-refused catalog-several catalog-older catalog-empty $(SIGN_IN:%=signin-%) \
	    publish-bucket publish-waiting publish-check publish-empty publish-signed-out \
	    doctor-red doctor-good doctor-running doctor-offline doctor-computer doctor-empty \
	    settings-engines settings-budget settings-appearance settings-team; do \
	  case $$screen in signin-*) size=900x640 ;; *) size=1440x900 ;; esac; \
	  for appearance in dark light; do \
	    $(BIN)/python -m studio screenshot $${screen%%-*} --state $${screen#*-} --appearance $$appearance --size $$size \
	      --output resources/screenshots/$$screen-$$appearance.png || exit 1; \
	  done; \
	done

lock: $(UV) ## write both lock files anew
	$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what was built
	rm -rf build $(VENV) .tools

$(UV):
	$(PYTHON) -m pip install --quiet --target .tools uv

$(BIN)/python: | $(UV)
	$(UV) venv --quiet --allow-existing --python '>=3.11,<3.14' $(VENV)

$(RUN_READY): requirements.lock | $(UV) $(BIN)/python
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	sh resources/installers/linux/libraries.sh $(BIN)/python
	@touch $@

$(DEV_READY): requirements-dev.lock | $(UV) $(BIN)/python
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	sh resources/installers/linux/libraries.sh $(BIN)/python
	@touch $@ $(RUN_READY)
