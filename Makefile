# Every target does its own set-up; see scripts/setup.
PREFIX ?= /usr/local
DESTDIR ?=
# One file that needs no Swift, and a helper that needs no libhdf5 where its static library is installed.
RELEASE = swift build -c release --static-swift-stdlib $(SMALL) $$(scripts/static-hdf5)
# With -Osize in Package.swift 2.9 MB of 22.5: each function is a section, which the linker leaves out where nothing uses it, and it exports
# none, which Swift's static library asks for; what is C++ is SHA-256's library, whose loop is assembly.
SMALL = -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections -Xcc -fdata-sections -Xcxx -Os \
	-Xswiftc -use-ld=lld -Xlinker --no-export-dynamic -Xlinker --icf=safe
SECONDS ?= 60
SAMPLE := testdata/transformers-4.44.2/BertForSequenceClassification

.PHONY: demo test check sanitize fuzz build install interop fixtures dist format kernels setup clean

## Build a release and show what a user sees: a real TensorFlow file converted, then inspected.
demo: build
	@scripts/demo .build/release/bertconv $(SAMPLE)

## Build and run all tests.
test: setup
	swift build --build-tests
	swift test --skip-build --disable-xctest --parallel --quiet

## What CI runs: formatting, sizes of files, all tests, the sanitizers, a moment of fuzzing.
check: setup
	scripts/check

## Tests of what reads bytes under the address sanitizer, of what runs in parallel under the thread sanitizer.
sanitize: setup
	scripts/sanitize

## Fuzz every reader for SECONDS; see Fuzz/README.md.
fuzz: setup
	scripts/fuzz/run $(SECONDS)

build: setup
	$(RELEASE) --product bertconv
	$(RELEASE) --product bertconv-hdf5

## PREFIX/bin/bertconv and PREFIX/libexec/bertconv/bertconv-hdf5; they need no Swift on the machine.
install: build
	install -D -s -m 755 .build/release/bertconv $(DESTDIR)$(PREFIX)/bin/bertconv
	install -D -s -m 755 .build/release/bertconv-hdf5 $(DESTDIR)$(PREFIX)/libexec/bertconv/bertconv-hdf5

## Check against real transformers, TensorFlow and safetensors, in virtual environments of its own.
interop: build
	BERTCONV=$(CURDIR)/.build/release/bertconv scripts/interop

## testdata/ again, by the real libraries; FOLDERS names some of it. See Python/README.md.
fixtures:
	scripts/fixtures $(FOLDERS)

## A tarball of the release for this processor, with its SHA-256 beside it, in dist/.
dist: build
	$(RELEASE) --product generate-manual
	scripts/dist .build/release dist

format:
	swift format --in-place --recursive --parallel Package.swift Fuzz Schemas Sources Tests Benchmarks

## The hot loops one by one, for Benchmarks/kernels/check.
kernels: setup
	$(RELEASE) --product bertconv-kernels

setup:
	@scripts/setup

clean:
	rm -rf .build .build-*
