#!/usr/bin/env bash
# Every check of the project. tests/run.sh runs all but the long ones, tests/run.sh STEP... just these.
set -uo pipefail
export LC_ALL=C.UTF-8
export G_DEBUG=fatal-criticals # what GLib complains of is a failure

# shellcheck source=tests/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh" # gives $top
cd "$top" || exit 4

# ---- the steps: name, then the command, a function of this file or a script; in this order ---------
# A step fails by its exit status, and has to fail where it finds nothing to test.

steps() {
    cat <<'TABLE'
release         build_preset release build
asan            build_preset asan build-asan
unit            with_asan unit_tests
listed          with_asan tests/tidy/listed.py
includes        tests/tidy/includes.py
shape           tests/tidy/shape.py
purity          with_release tests/tidy/core_purity.py
quotes          tests/tidy/quotes.py
sql             tests/tidy/sql.py
codes           tests/tidy/codes.py
words           tests/tidy/words.py
mutants-stand   python3 -B tests/mutants/run.py --texts
hardening       with_release python3 -B tests/tidy/hardening.py
format          format_check
shell           shell_check
cppcheck        cppcheck_check
clang-tidy      with_asan clang_tidy_check
kill            with_release python3 -B tests/cli/kill.py build/rcti
faults          with_asan faults_check
cli             with_release python3 -B tests/cli/run.py build/rcti
fuzz            with_build fuzz build-fuzz tests/fuzz/run --seconds 2
property        with_release python3 tests/property/run_property.py --rcti build/rcti --holidays holidays --months 6
broken          with_release python3 tests/property/broken_exports.py --rcti build/rcti --seeds 24
damaged         with_release python3 -B tests/property/damaged_exports.py --rcti build/rcti --seeds 40
claims          with_release python3 -B tests/property/claims.py --rcti build/rcti --holidays holidays --months 3
histories       with_release python3 tests/property/histories.py --rcti build/rcti --holidays holidays --seeds 5
passed-by       with_release python3 tests/property/histories.py --rcti build/rcti --holidays holidays --partners 16 --seeds 2 --start 3
explained       with_release python3 -B tests/property/explained.py --rcti build/rcti --holidays holidays --partners 2
quiet           with_release python3 -B tests/property/quiet.py --rcti build/rcti --holidays holidays
run-month       tests/run_month_test.sh
errors          with_release tests/errors/run.sh
holidays        with_release python3 -B tests/holidays/run.py
golden          with_release tests/golden/run.sh
second-reading  python3 tests/property/test_second_reading.py
compare         with_release python3 -B tests/compare/test_builds.py build/rcti
vectors         with_release python3 -B tests/vectors/make.py build/rcti --check
einvoice        with_release python3 -B tests/einvoice/run.py build/rcti
mail            with_release /usr/bin/python3 -B tests/mail/run.py build/rcti
TABLE
}

# Those that take minutes: by name only.
long_steps() {
    cat <<'TABLE'
mutants         python3 -B tests/mutants/run.py
coverage        with_build coverage build-coverage python3 -B tests/coverage.py
threads         with_build tsan build-tsan python3 -B tests/threads/run.py
analyzer        with_release python3 -B tests/analyzer.py
package         tests/package/run.sh
validators      with_release python3 -B tests/validators/run.py build/rcti
TABLE
}

# Files by ending, but for the samples of tests/tidy, which are wrong on purpose.
files_named() {
    find engine importers holidays reports tests -path tests/tidy/samples -prune -o -type f "$@" -print | sort
}

# with_build PRESET FOLDER COMMAND...: after that build. Its errors are shown once, by its own step.
with_build() {
    if [ -e "$logs/$1.failed" ]; then
        echo "needs the step $1, which failed"
        return 4
    fi
    build_preset "$1" "$2" || return
    "${@:3}"
}

with_asan() {
    with_build asan build-asan "$@"
}

with_release() {
    with_build release build "$@"
}

unit_tests() {
    # A small quarantine and short stacks: a quarter of the time goes.
    ASAN_OPTIONS=quarantine_size_mb=16:malloc_context_size=8 ctest --preset asan -j "$(nproc)" || return
    # Criterion's own counts, one line a binary.
    grep -o '| *Passing: [0-9]*\|Tested: [0-9]*' build-asan/Testing/Temporary/LastTest.log |
        awk '/Tested/ { tests += $2; binaries++ } END { print tests + 0, "tests in", binaries + 0, "binaries"; exit tests == 0 }'
}

format_check() {
    local sources
    mapfile -t sources < <(files_named \( -name '*.c' -o -name '*.h' \))
    [ ${#sources[@]} -gt 0 ] || return
    clang-format --dry-run -Werror "${sources[@]}" && echo "${#sources[@]} files"
}

shell_check() {
    local scripts=(run-month.sh .ci/run engine/package/build engine/package/nightly)
    mapfile -t -O 4 scripts < <(files_named -name '*.sh')
    shellcheck -x "${scripts[@]}" && echo "${#scripts[@]} scripts"
}

cppcheck_check() {
    local sources
    mapfile -t sources < <(files_named -name '*.c' | grep -v '^tests/')
    [ ${#sources[@]} -gt 0 ] || return
    # Standard C 11 is the newest that this version knows.
    cppcheck --std=c11 --enable=warning,performance,portability --inline-suppr --quiet \
        --suppressions-list=tests/cppcheck.txt --library=posix --library=gtk --library=sqlite3 \
        --library=tests/cppcheck-glib.cfg --error-exitcode=1 -I. -j "$(nproc)" "${sources[@]}" && echo "${#sources[@]} files"
}

# Whatever the build with the tests compiles; that nothing is left out is the step `listed`.
clang_tidy_check() {
    local sources analyzer=()
    # The analyzer's paths through a function are endless: a tenth of its usual number costs a fifth.
    for word in -Xclang -analyzer-config -Xclang max-nodes=20000; do
        analyzer+=("--extra-arg=$word")
    done
    mapfile -t sources < <(
        python3 -c 'import json, os
for entry in json.load(open("build-asan/compile_commands.json")):
    name = os.path.relpath(os.path.join(entry["directory"], entry["file"]))
    if not name.startswith("build-"):
        print(name)' | sort -u
    )
    [ ${#sources[@]} -gt 0 ] || return
    printf '%s\0' "${sources[@]}" |
        xargs -0 -P "$(nproc)" -n 1 clang-tidy -p build-asan --quiet "${analyzer[@]}" \
            --extra-arg=-Wno-unknown-warning-option 2>&1 |
        sed '/^[0-9]* warnings\? generated\.$/d' && echo "${#sources[@]} files"
}

# A sample; CONTRIBUTING.md has the command for all of it.
faults_check() {
    with_release python3 -B tests/faults/run.py build-asan/tests/libfault_shim.so build/rcti --trials 100 --seed 1
}

# ---- running them -----------------------------------------------------------------------------------

packages_require "${build_packages[@]}" "${test_packages[@]}"

# What tests write goes to memory where there is room: thousands of stores need not wait for a disk.
memory=/dev/shm
room=$(df --output=avail -k "$memory" 2>/dev/null | tail -n 1)
if [ -z "${TMPDIR-}" ] && [ -w "$memory" ] && [ "${room:-0}" -gt 4000000 ]; then
    TMPDIR=$(mktemp -d "$memory/rcti-tests.XXXXXX")
    chmod 1777 "$TMPDIR" # as /tmp is: some tests are another user's
    export TMPDIR
fi

declare -A command_of
names=()
while read -r name command; do
    names+=("$name")
    command_of[$name]=$command
done < <(steps)
long_names=()
while read -r name command; do
    long_names+=("$name")
    command_of[$name]=$command
done < <(long_steps)

chosen=("${names[@]}")
if [ $# -gt 0 ]; then
    chosen=("$@")
    for name in "${chosen[@]}"; do
        if [ -z "${command_of[$name]-}" ]; then
            echo "tests/run.sh: no step $name; there are: ${names[*]}; and by name only: ${long_names[*]}" >&2
            exit 2
        fi
    done
fi

logs=$(mktemp -d)
trap 'rm -rf "$logs"; [[ ${TMPDIR-} != $memory/rcti-tests.* ]] || rm -rf "$TMPDIR"' EXIT

# Says how it went in one piece, for steps may run beside each other. A file NAME.failed tells a failure.
step_run() {
    local name=$1 log=$logs/$1 start=$EPOCHREALTIME status verdict='ok  ' note seconds
    # The table's words are split on purpose.
    # shellcheck disable=SC2086
    ${command_of[$name]} >"$log" 2>&1 </dev/null
    status=$?
    note=$(tail -n 1 "$log")
    if [ $status != 0 ]; then
        note="exit status $status"
    elif grep -qE 'Ran 0 tests|No tests were found|Tested: 0 |^0 passed' "$log"; then
        status=1
        note='found nothing to test'
    fi
    seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
    if [ $status != 0 ]; then
        verdict=FAIL
        : >"$log.failed"
    fi
    {
        printf '%s %6s s  %-14s %s\n' "$verdict" "$seconds" "$name" "$note"
        if [ $status != 0 ]; then
            tail -n 200 "$log" | sed 's/^/    | /'
        fi
    } >"$log.said"
    cat "$log.said"
}

# These use every processor themselves; the others run beside each other.
alone=' release asan unit cppcheck clang-tidy kill faults mutants coverage analyzer package '
for name in "${chosen[@]}"; do
    if [[ $alone == *" $name "* ]]; then
        wait
        step_run "$name"
        continue
    fi
    while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do
        wait -n
    done
    step_run "$name" &
done
wait

failed=()
for name in "${chosen[@]}"; do
    if [ -e "$logs/$name.failed" ]; then
        failed+=("$name")
    fi
done
echo
if [ ${#failed[@]} -gt 0 ]; then
    echo "failed: ${failed[*]}"
fi
echo "$((${#chosen[@]} - ${#failed[@]})) passed, ${#failed[@]} failed"
[ ${#failed[@]} = 0 ]
