# Fovea: `make lesson` opens the notebook, `make test` proves that everything works.
# Both do everything on a fresh machine, as root or with sudo.

export FOVEA_DEV = 1
PREFIX ?= /usr/local
SWIFT_NEEDED = 6.3
RELEASE = .build/release
.DEFAULT_GOAL = help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

lesson: build ## opens the notebook; with no terminal, plays the first lesson
	@if [ -t 0 ] && [ -t 1 ]; then exec $(RELEASE)/fovea; \
	else $(RELEASE)/fovea run tensors --out out; fi

test: ready ## every test
	swift test --disable-xctest

test-slow: ready ## also compiles every Lesson Swift test program with swiftc
	FOVEA_SLOW_TESTS=1 swift test --disable-xctest

check: build ## proves every lesson, by the interpreter and by swiftc
	$(RELEASE)/fovea check --compile

bench: ready ## how fast Fovea is on this machine: kernels, networks, training
	swift build -c release --product fovea-bench
	$(RELEASE)/fovea-bench

peers: ready ## Fovea beside PyTorch, ONNX Runtime, OpenVINO, OpenCV and ncnn (needs the network)
	swift build -c release --product fovea-bench
	python3 examples/peers/compare.py

test-memory: ready ## tensor tests on storage between forbidden pages: no loop runs too far
	FOVEA_STORAGE=checked swift test --disable-xctest --filter '^(Tensors|Layers)Tests\.'

quotes: build ## weaves quotations and doc comments of the sources into lessons/*.json
	$(RELEASE)/fovea quotes lessons

build: ready ## the release build
	swift build -c release

format: ready ## lays every Swift file out
	swift format format --in-place --parallel --recursive Package.swift Sources Tests lessons examples

lint: ready ## fails when `make format` would change something
	swift format lint --strict --parallel --recursive Package.swift Sources Tests lessons examples

install: build ## installs to PREFIX (default /usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/fovea
	install -m 755 $(RELEASE)/fovea $(RELEASE)/fovea-bench $(DESTDIR)$(PREFIX)/bin
	cp -R $(RELEASE)/Fovea_Lessons.resources $(DESTDIR)$(PREFIX)/share/fovea/
	cp -R $(RELEASE)/Fovea_Examples.resources $(DESTDIR)$(PREFIX)/share/fovea/

clean: ## removes what was built
	rm -rf .build out

# A toolchain that is new enough, and the system packages.
ready:
	@if ! command -v swift >/dev/null; then \
	  echo "fovea: needs a Swift toolchain, $(SWIFT_NEEDED) or newer; found none in PATH" >&2; \
	  echo "  try: https://www.swift.org/install/linux/" >&2; exit 1; fi
	@found=$$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1); \
	if [ "$$(printf '%s\n' $(SWIFT_NEEDED) "$$found" | sort -V | head -n 1)" != "$(SWIFT_NEEDED)" ]; then \
	  echo "fovea: needs Swift $(SWIFT_NEEDED) or newer; found '$$found'" >&2; \
	  echo "  try: https://www.swift.org/install/linux/" >&2; exit 1; fi
	@.ci/packages

.PHONY: help lesson peers test-memory test test-slow check quotes bench build format lint install clean ready
