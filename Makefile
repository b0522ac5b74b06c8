# `make demo` and `make test` do all their own set-up on Debian and Ubuntu; see README.md.

CAFE := .build/release/cafe
RESULTS ?= Results

.PHONY: demo test setup build clean

demo: build
	@$(CAFE) run Experiments/demo/experiment.yaml --out $(RESULTS)
	@$(CAFE) compare $(RESULTS)/demo
	@$(CAFE) figure accuracy-carbon $(RESULTS)/demo

test: setup
	swift build -c release --build-tests
	swift test -c release --skip-build

build: setup
	swift build -c release --product cafe

setup:
	@sh Scripts/setup.sh

clean:
	rm -rf .build Results
