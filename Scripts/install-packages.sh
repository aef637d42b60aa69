#!/bin/sh
# Installs the system libraries that Weft is built on, those that are missing and no others; or the packages named.
# Usage: install-packages.sh [PACKAGE...] (names of Debian)
set -eu

say() { printf 'weft: %s\n' "$*" >&2; }

if [ $# -gt 0 ] && ! command -v dpkg-query >/dev/null 2>&1; then
    say "missing packages, known by their names on Debian only: $*"
    exit 1
fi

case "$(uname -s)" in
Darwin)
    missing=""
    for formula in icu4c zstd pkgconf; do
        brew --prefix --installed "$formula" >/dev/null 2>&1 || missing="$missing $formula"
    done
    if [ -n "$missing" ]; then
        say "missing libraries; install them with: brew install$missing"
        exit 1
    fi
    exit 0
    ;;
esac

if ! command -v dpkg-query >/dev/null 2>&1; then
    # Not a Debian: names differ, so the headers themselves are asked for.
    for header in unicode/ubrk.h zstd.h zlib.h; do
        if [ ! -e "/usr/include/$header" ]; then
            say "missing /usr/include/$header; install the development packages of ICU, zstd and zlib"
            exit 1
        fi
    done
    exit 0
fi

[ $# -gt 0 ] || set -- libicu-dev libzstd-dev zlib1g-dev
missing=""
for package in "$@"; do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        say "missing packages, and neither root nor sudo here; as root: apt-get install$missing"
        exit 1
    fi
    as_root="sudo"
fi

say "installing$missing"
install() {
    # shellcheck disable=SC2086 # The list is meant to be split.
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}
# The lists of packages may be missing or old; they are fetched only where the install needs them.
if ! install 2>/dev/null; then
    $as_root apt-get update -qq
    install
fi
