# `make run` and `make test` need nothing prepared: what is missing on Debian or Ubuntu is installed first.

.PHONY: help run test sanitize loom neon fuzz bench lint setup setup-test

help:
	@echo 'make run [ARGS="..."]  build foldback and start it; ARGS go to the program'
	@echo 'make test              every test, the live ones against a private JACK server too'
	@echo 'make sanitize          the live test once more under RealtimeSanitizer, where the system has one'
	@echo 'make loom              the pipe of our own in every order in which threads can meet'
	@echo 'make neon              the tests of the DSP on 64-bit ARM, emulated (needs its Rust target, gcc, libasound2 and qemu-user)'
	@echo 'make lint              format, lints and documentation'
	@echo 'make fuzz              a minute of hostile bytes for every parser (needs cargo-fuzz; SECONDS_EACH=3600 for an hour)'
	@echo 'make bench             time every block, the full chain and the same work through other crates and programs,'
	@echo '                       into benches/RESULTS.md'
	@echo 'make setup             install what the build needs; setup-test: what the tests need too'

setup:
	@./.ci/setup build

setup-test:
	@./.ci/setup test

run: setup
	cargo run --release --locked -- $(ARGS)

test: setup-test
	cargo test --locked --features jack

sanitize: setup-test
	@./.ci/sanitize

loom:
	cd tests/loom && cargo test --release --locked

neon:
	PKG_CONFIG_ALLOW_CROSS=1 PKG_CONFIG_PATH=/usr/lib/aarch64-linux-gnu/pkgconfig \
	CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc \
	CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER='qemu-aarch64 -L /' \
	    cargo test --release --locked --lib --target aarch64-unknown-linux-gnu dsp::

# The stable compiler serves with its nightly flags let through.
SECONDS_EACH ?= 60
fuzz: setup
	for target in $$(ls tests/fuzz/targets | sed 's/[.]rs$$//'); do \
	    RUSTC_BOOTSTRAP=1 cargo fuzz run --fuzz-dir tests/fuzz $$target -- -max_total_time=$(SECONDS_EACH) -rss_limit_mb=1024 -timeout=2 || exit 1; \
	done

# The blocks one by one, with their spread: cargo bench.
bench: setup
	cargo build --release --locked
	cd benches/peers && cargo build --release --locked
	benches/peers/target/release/foldback-peers > target/RESULTS.md
	./benches/instructions.sh benches/peers/target/release/foldback-peers >> target/RESULTS.md
	cargo bench --locked --bench worst >> target/RESULTS.md
	./benches/programs.sh target/release/foldback >> target/RESULTS.md
	mv target/RESULTS.md benches/RESULTS.md

lint: setup-test
	cargo fmt --check
	cargo clippy --all-targets --locked --features jack -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items --locked --features jack
