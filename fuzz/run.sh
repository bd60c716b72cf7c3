#!/usr/bin/env bash
# run.sh SECONDS: builds every fuzz target and runs each for that many seconds. Where no nightly toolchain or
# no cargo-fuzz can be had, it says so and succeeds: the same properties run in `cargo test --test parsers`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

seconds=${1:-}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "usage: fuzz/run.sh SECONDS" >&2; exit 2; }

skip() { echo "not fuzzed: $*" >&2; exit 0; }

command -v rustup >/dev/null || skip "no rustup, and fuzzing needs a nightly toolchain"
if ! rustup run nightly rustc --version >/dev/null 2>&1; then
    rustup toolchain install nightly --profile minimal || skip "no nightly toolchain, and it cannot be installed"
fi

version=0.13.2
target=${CARGO_TARGET_DIR:-$PWD/../target}
[[ $target == /* ]] || target=$PWD/$target
tools=$target/cargo-fuzz-$version
PATH=$tools/bin:$PATH
if ! command -v cargo-fuzz >/dev/null; then
    CARGO_TARGET_DIR=$tools/target cargo install cargo-fuzz --version "$version" --locked --root "$tools" \
        || skip "cargo-fuzz $version cannot be installed"
    rm -rf "$tools/target"
fi
export CARGO_TARGET_DIR=$target/fuzz
# The versions of the program, and what only the targets need.
cp ../Cargo.lock Cargo.lock

cargo +nightly fuzz build

failed=()
for file in fuzz_targets/*.rs; do
    name=$(basename "$file" .rs)
    words=$(sed -n 's|^//! Dictionary and seeds: \(.*\)\.$|\1|p' "$file")
    mkdir -p "corpus/$name" "artifacts/$name"
    printf '\n== %s\n' "$name"
    cargo +nightly fuzz run "$name" "corpus/$name" "seeds/$words" -- \
        -max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=4096 -dict="dictionaries/$words.dict" \
        -print_final_stats=0 -verbosity=0 || failed+=("$name")
done

if ((${#failed[@]})); then
    echo "failed: ${failed[*]}; the inputs are in fuzz/artifacts" >&2
    exit 1
fi
