# What a person or a machine does with a clone. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -ec
.DEFAULT_GOAL := help
.PHONY: help packages build demo test test-arm lint format benchmark install clean

PREFIX ?= /usr/local
# A cold start takes 4.5 ms with Swift's libraries inside the executable and 9 ms with the shared ones (Linux only).
STATIC := $(shell [ "$$(uname -s)" = Linux ] && echo --static-swift-stdlib)
BUILD := swift build -c release --product weft $(STATIC)
# Tests have a folder of their own: their flags differ, and a shared folder would be built anew at every change.
TEST_FOLDER := .build-tests
SOURCES := Package.swift Sources Tests Examples Benchmarks

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-10s %s\n", $$1, $$2 }'

packages:
	@Scripts/install-packages.sh

build: packages ## Build .build/release/weft
	$(BUILD)

demo: build ## Train, compare, classify and generate on the starter corpora, in a few minutes
	@Scripts/demo.sh .build/release/weft

# Optimised, since C without optimisation is 66 times slower. Only failures and ends are shown, not every start.
test: packages ## Run all tests and print the line coverage
	swift test -c release --disable-xctest --enable-code-coverage --scratch-path $(TEST_FOLDER) $(TEST_OPTIONS) \
		| { grep --line-buffered -v '^◇' || true; }
	@Scripts/coverage.sh $(TEST_FOLDER)

test-arm: ## Compare the C kernels with a reference, here and on an emulated 64-bit ARM
	@Scripts/test-arm.sh .build/arm

lint: ## Check the form of the sources
	swift format lint --strict --parallel -r $(SOURCES)

format: ## Bring the sources into form
	swift format -i --parallel -r $(SOURCES)

benchmark: build ## Measure this machine and Weft on it (beside the peers: Benchmarks/README.md)
	.build/release/weft benchmark

install: build ## Install weft under PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 .build/release/weft $(DESTDIR)$(PREFIX)/bin/weft

clean: ## Remove what was built
	rm -rf .build $(TEST_FOLDER)
