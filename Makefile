# make inspect: inspect the emulated rack. make test: run the tests. Both make the environment first.
# make test-rest: what make test leaves out, the same paths once more and four times the examples of each property.
PYTHON ?= python3
VENV ?= .venv
RUNS ?= runs
WORKERS ?= 2

BIN := $(CURDIR)/$(VENV)/bin
export ANSIBLE_CONFIG := $(CURDIR)/ansible.cfg
export PATH := $(BIN):$(PATH)
# Ansible requires a UTF-8 locale, and a fresh machine has none set.
export LC_ALL ?= C.UTF-8

.PHONY: inspect test test-rest lint docs site pins bench environment clean

environment: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml constraints.txt tools/make-environment
	tools/make-environment "$(PYTHON)" "$(VENV)"

# What the site of the documentation needs, only where it is built or tested.
$(VENV)/.docs: $(VENV)/.ready
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[docs]'
	touch $@

inspect: environment
	reinstate lab start --inventory inventory/lab/hosts.yml
	ansible-playbook -i inventory/lab playbooks/lab.yml -e fail_on=never \
		-e claims=policies/declared/lab-claims.csv -e attestations=policies/declared/lab-attestations.csv; status=$$?; \
	reinstate lab stop; exit $$status

test: environment $(VENV)/.docs
	tools/install-test-programs
	pytest -n $(WORKERS) --no-loadscope-reorder -m "not slow and not long"

test-rest: environment $(VENV)/.docs
	tools/install-test-programs
	pytest -n $(WORKERS) --no-loadscope-reorder -m "slow or long or hypothesis" --hypothesis-profile thorough

lint: environment
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	ansible-lint --offline

docs: environment
	python -m reinstate.checks.catalog_page
	python -m reinstate.decision.clauses_page
	tools/write_architecture.py
	python -m tests.mutations.table

# The documentation as a site, in build/site: index.html opens without a server. Warnings and dead links are errors.
site: $(VENV)/.docs
	python -m tools.docs_site
	@echo "The site: $(CURDIR)/build/site/index.html"

# Run after every change of the shipped reference data: pins the new digests in the shipped default policy.
pins: environment
	python -m reinstate.decision.policy.pins

bench: environment
	python benchmarks/run.py

clean:
	rm -rf $(VENV) .lab inventory/lab/hosts.yml
