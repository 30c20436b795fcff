# Every target does its own set-up; see scripts/setup.
PREFIX ?= /usr/local
DESTDIR ?=
SECONDS ?= 60

.PHONY: demo test test-all check sanitize fuzz build install interop fixtures dist wheel docs release-check format \
	kernels setup clean

## Show what a user sees: a real TensorFlow file converted, then verified. Builds first unless a release is there.
demo:
	@scripts/demo

## Build the tests and run those that are fast.
test: setup
	swift build --build-tests
	swift test --skip-build --disable-xctest --parallel --quiet

## All tests, those too that try every case of something and take minutes (`.slow`, see Tests/TestSupport/Slow.swift).
test-all: export BERTCONV_TESTS = all
test-all: test

## What CI runs: formatting, sizes of files, nearly all tests, the sanitizers, a moment of fuzzing.
check: setup
	scripts/check

## Tests of what reads bytes under the address sanitizer, of what runs in parallel under the thread sanitizer.
sanitize: setup
	scripts/sanitize

## Fuzz every reader for SECONDS; see Fuzz/README.md.
fuzz: setup
	scripts/fuzz/run $(SECONDS)

build: setup
	scripts/build bertconv bertconv-hdf5 bertconv-fetch

## Everything below PREFIX: programs, man pages, completions, documents; it needs no Swift on the machine that runs it.
install: build
	scripts/build generate-manual
	scripts/package/tree .build/release $(DESTDIR)$(PREFIX)

## Check against real transformers, TensorFlow and safetensors, in virtual environments of its own.
interop: build
	BERTCONV=$(CURDIR)/.build/release/bertconv scripts/interop

## testdata/ again, by the real libraries; FOLDERS names some of it. See Python/README.md.
fixtures:
	scripts/fixtures $(FOLDERS)

## The files of a release for this processor, in dist/: tarball, wheel, .deb, SBOM and SHA256SUMS.
dist: build
	scripts/build generate-manual
	scripts/dist .build/release dist

## The wheel alone, in dist/; auditwheel confirms its tag.
wheel: build
	scripts/build generate-manual
	scripts/dist .build/release dist wheel

## The site, in .build-site/, with all links checked.
docs:
	scripts/docs

## Makes a release and tries it where users will have it: minutes to an hour. Needs root, for minimal systems.
release-check: dist
	scripts/release-check/all dist

format:
	swift format --in-place --recursive --parallel Package.swift Fuzz Schemas Sources Tests Benchmarks Examples

## The hot loops one by one, for Benchmarks/kernels/check.
kernels: setup
	scripts/build bertconv-kernels

setup:
	@scripts/setup

clean:
	rm -rf .build .build-*
