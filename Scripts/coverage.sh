#!/bin/sh
# Prints the line coverage of each library target after `swift test --enable-code-coverage`.
# Usage: coverage.sh SCRATCH-FOLDER
set -eu

scratch=$1
products="$scratch/release"
profile="$products/codecov/default.profdata"
bundle="$products/weftPackageTests.xctest"
[ -d "$bundle" ] && bundle="$bundle/Contents/MacOS/weftPackageTests"

# The tool of the same toolchain: another version cannot read the profile.
resources=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)".*/\1/p')
llvm_cov="$resources/../../bin/llvm-cov"
[ -x "$llvm_cov" ] || llvm_cov="xcrun llvm-cov"

# Shared by all targets and generated code are left out; in the report's rows, field 8 counts lines, field 9 those missed.
$llvm_cov report "$bundle" -instr-profile "$profile" -ignore-filename-regex '(^|/)(\.build[^/]*|Tests)/' |
    awk '
        /\.(swift|c|h|inc) / {
            # Names are cut to what differs, so the target is the first part that begins with Weft.
            count = split($1, parts, "/")
            target = ""
            for (i = 1; i <= count && target == ""; i++) if (parts[i] ~ /^Weft/) target = parts[i]
            if (target == "" || target == "WeftMain") next
            if (!(target in lines)) order[++targets] = target
            lines[target] += $8; missed[target] += $9; all += $8; allMissed += $9
        }
        END {
            printf "%-18s %8s %8s %9s\n", "target", "lines", "missed", "covered"
            for (i = 1; i <= targets; i++) {
                t = order[i]
                printf "%-18s %8d %8d %7.1f %%\n", t, lines[t], missed[t], 100 * (1 - missed[t] / lines[t])
            }
            if (all > 0) printf "%-18s %8d %8d %7.1f %%\n", "all", all, allMissed, 100 * (1 - allMissed / all)
        }'
