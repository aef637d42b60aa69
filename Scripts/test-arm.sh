#!/bin/sh
# Compares every kernel with a naive reference: on this processor, with each instruction set it has, and on a 64-bit ARM
# under qemu's user emulation, which shows wrong results but neither speed nor the order in which a real processor's
# stores reach others. Where the emulator and the libraries for it are missing and cannot be installed, the second part
# is skipped aloud.
# Usage: test-arm.sh FOLDER (what is built goes there)
set -eu

folder=$1
here=$(cd "$(dirname "$0")" && pwd)
sources="$here/../Tests/ArmKernels/*.c $here/../Sources/WeftKernels/*.c $here/../Sources/WeftKernels/isa/*.c $here/../Sources/WeftKernels/cells/*.c"
mkdir -p "$folder"

say() { printf 'weft: %s\n' "$*" >&2; }

# The C compiler of the Swift toolchain: the kernels are written in the vectors of clang.
find_clang() {
    beside=$(dirname "$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')")/../bin/clang
    if [ -x "$beside" ]; then echo "$beside"; else xcrun --find clang; fi
}
clang=$(find_clang)

# compile NAME OPTION...; a kernel may have a parameter that only one instruction set needs.
compile() {
    name=$1
    shift
    # shellcheck disable=SC2086 # The patterns are meant to be split and filled in.
    "$clang" "$@" -O2 -Wall -Wextra -Wno-unused-parameter -I "$here/../Sources/WeftKernels/include" $sources \
        -lm -lpthread -o "$folder/$name"
}

# Static, so that the emulator need not know where the libraries of the other processor lie.
for_arm="--target=aarch64-linux-gnu -static -fuse-ld=lld"

can_emulate() {
    # shellcheck disable=SC2086 # The options are meant to be split.
    command -v qemu-aarch64 >/dev/null 2>&1 &&
        echo 'int main(void) { return 0; }' |
        "$clang" $for_arm -x c - -lm -lpthread -o "$folder/nothing" 2>/dev/null && qemu-aarch64 "$folder/nothing"
}

install_emulator() {
    # The package with the compiler's start files bears a version that differs between releases.
    start_files=$(apt-cache pkgnames libgcc 2>/dev/null | grep -E '^libgcc-[0-9]+-dev-arm64-cross$' | sort -V | tail -1)
    "$here/install-packages.sh" qemu-user libc6-dev-arm64-cross "${start_files:-libgcc-12-dev-arm64-cross}"
}

# run NAME COMMAND...: keeps what a run prints. A run that fails does not keep the next from running.
status=0
run() {
    printed="$folder/$1.txt"
    shift
    "$@" >"$printed" || status=1
    cat "$printed"
}

digest() { grep '^digest' "$folder/$1.txt"; }

echo "The kernels on this processor:"
compile native
run native "$folder/native"

case "$(uname -m)" in aarch64 | arm64) exit $status ;; esac
if ! can_emulate; then
    if ! install_emulator || ! can_emulate; then
        say "no emulator of a 64-bit ARM, or no libraries for it: THE ARM PART OF THE TESTS IS SKIPPED"
        exit $status
    fi
fi

echo "The kernels on a 64-bit ARM, under emulation:"
# shellcheck disable=SC2086 # The options are meant to be split.
compile arm $for_arm
run arm timeout 300 qemu-aarch64 "$folder/arm" neon portable
if [ "$(digest native)" != "$(digest arm)" ]; then
    say "int8, bfloat16 or dropout have other bits on a 64-bit ARM than here"
    status=1
fi
exit $status
