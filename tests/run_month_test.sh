#!/usr/bin/env bash
# run-month.sh itself, with stand-ins for the program, the build and the packages: what is passed on,
# what comes back, and what happens where packages are missing.
set -euo pipefail

source_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$place/project/tests" "$place/bin" "$place/elsewhere"
cp "$source_top/run-month.sh" "$place/project/"
cp "$source_top/tests/setup.sh" "$place/project/tests/"
mkdir -p "$place/project/fixtures/2026-09-demonstration/input"
echo '--as-at 2026-10-12T09:00+11:00' >"$place/project/fixtures/2026-09-demonstration/arguments"

# A stand-in says what it was called with. Its status is $IMPORT_STATUS, $RUN_STATUS or $ISSUE_STATUS.
cat >"$place/program" <<'STANDIN'
#!/usr/bin/env bash
echo "rcti $* [$(basename "$PWD")]"
case $1 in
    import) exit "${IMPORT_STATUS:-0}" ;;
    run) exit "${RUN_STATUS:-0}" ;;
    issue) exit "${ISSUE_STATUS:-0}" ;;
esac
STANDIN
cat >"$place/bin/cmake" <<'STANDIN'
#!/usr/bin/env bash
echo "cmake $*"
echo "cmake $*" >>"$CALLS"
[ -z "${BUILD_FAILS-}" ] || exit 1
mkdir -p build
echo "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" >build/CMakeCache.txt
cp "$PROGRAM" build/rcti
chmod +x build/rcti
STANDIN
cat >"$place/bin/ninja" <<'STANDIN'
#!/usr/bin/env bash
echo 'ninja: no work to do.'
STANDIN
cat >"$place/bin/dpkg-query" <<'STANDIN'
#!/usr/bin/env bash
status=0
for name in "${@:3}"; do
    [ "$name" = "${MISSING-}" ] && status=1 || echo "$name installed"
done
exit $status
STANDIN
cat >"$place/bin/id" <<'STANDIN'
#!/usr/bin/env bash
echo "${USER_ID:-0}"
STANDIN
cat >"$place/bin/sudo" <<'STANDIN'
#!/usr/bin/env bash
echo "sudo $*" >>"$CALLS"
STANDIN
cat >"$place/bin/apt-get" <<'STANDIN'
#!/usr/bin/env bash
echo "apt-get $*" >>"$CALLS"
[ -z "${APT_FAILS-}" ] || exit 100
STANDIN
chmod +x "$place/program" "$place/bin/"*
export PATH=$place/bin:$PATH PROGRAM=$place/program CALLS=$place/calls
touch "$CALLS"
cd "$place/elsewhere"

failures=0
checks=0

# month EXPECTED_STATUS [VARIABLE=VALUE...] -- ARGUMENT...: leaves $place/output, $place/steps
month() {
    local expected=$1 status=0 variables=()
    shift
    while [ "$1" != -- ]; do
        variables+=("$1")
        shift
    done
    shift
    : >"$CALLS"
    env "${variables[@]}" "$place/project/run-month.sh" "$@" >"$place/output" 2>"$place/steps" </dev/null ||
        status=$?
    checks=$((checks + 1))
    if [ $status != "$expected" ]; then
        echo "run-month.sh $*: exit status $status instead of $expected"
        cat "$place/steps"
        failures=$((failures + 1))
    fi
}

# has FILE TEXT; lacks FILE TEXT
has() {
    checks=$((checks + 1))
    grep -qF -- "$2" "$place/$1" || {
        echo "line ${BASH_LINENO[0]}: not in $1: $2"
        cat "$place/$1"
        failures=$((failures + 1))
    }
}
lacks() {
    checks=$((checks + 1))
    ! grep -qF -- "$2" "$place/$1" || {
        echo "line ${BASH_LINENO[0]}: in $1: $2"
        failures=$((failures + 1))
    }
}

# The whole month: built once, from another directory, paths left to the caller's.
month 0 -- 2026-09 in --store a.db --as-at=2026-10-01 --jobs 2 --hold-bad --confirm A:1,B:2
has steps 'building build'
has steps 'rcti import 2026-09 in --store a.db --as-at=2026-10-01 --hold-bad --confirm A:1,B:2 [elsewhere]'
has output 'rcti run 2026-09 --store a.db --as-at=2026-10-01 --jobs 2 [elsewhere]'
lacks output 'import'
has calls 'cmake --fresh --preset release'
month 0 -- 2026-09 in
lacks steps building
lacks calls cmake

# Moved: the old place in the cache does not matter.
mv "$place/project" "$place/project moved"
ln -s 'project moved' "$place/project"
month 0 -- 2026-09 in
has calls 'cmake --fresh --preset release'

# Without a folder nothing is imported; without arguments it is the demonstration, kept apart.
month 0 -- 2026-09
lacks steps 'rcti import'
month 0 --
has steps 'fixtures/2026-09-demonstration/input --as-at 2026-10-12T09:00+11:00 --store demonstration.db'
has output 'rcti run 2026-09 --as-at 2026-10-12T09:00+11:00 --store demonstration.db'
month 0 -- --store mine.db --out=there
has output 'rcti run 2026-09 --as-at 2026-10-12T09:00+11:00 --store mine.db --out=there'

# What is for the calculation alone, the import does not get.
month 0 -- 2026-09 in --as-at 2026-10-12 --issue-date 2026-10-12 --jobs=2
has steps 'rcti import 2026-09 in --as-at 2026-10-12 [elsewhere]'
has output 'rcti run 2026-09 --as-at 2026-10-12 --issue-date 2026-10-12 --jobs=2 [elsewhere]'

# Quiet: only the results.
month 0 -- 2026-09 in --quiet
lacks steps calculating

# Exit statuses come through; held partners are no crash, a rejected input stops before the run.
month 1 RUN_STATUS=1 -- 2026-09 in
has steps 'done; some partners are held, exceptions.csv says why'
month 1 IMPORT_STATUS=1 RUN_STATUS=1 -- 2026-09 in
month 3 IMPORT_STATUS=3 -- 2026-09 in
has steps 'nothing has changed'
lacks output 'rcti run'
month 4 RUN_STATUS=4 -- 2026-09 in
has steps 'exit status 4'
month 2 -- 2026-09 in more
month 2 -- --nonsense
month 2 -- 2026-09 in --store
month 0 -- --help
has output 'usage: run-month.sh [PERIOD [INPUT_DIR]] [options]'

# Issuing: what was reviewed, without an import unless one is asked for.
month 0 -- 2026-09 --issue --draft 0123456789ab --approved-by 'Ana Approver' --store a.db --payment-date=2026-10-20
has output 'rcti issue 2026-09 --store a.db --payment-date=2026-10-20 --draft 0123456789ab --approved-by Ana Approver [elsewhere]'
has steps 'issuing'
lacks steps 'rcti import'
lacks output 'rcti run'
month 0 -- 2026-09 --payment-date 2026-10-20
has output 'rcti run 2026-09 --payment-date 2026-10-20 [elsewhere]'
month 0 -- 2026-09 in --issue --draft=0123456789ab --approved-by=B
has steps 'rcti import 2026-09 in [elsewhere]'
has output 'rcti issue 2026-09 --draft=0123456789ab --approved-by=B'
month 0 -- --issue --draft 0123456789ab --approved-by B
lacks steps 'rcti import'
has output 'rcti issue 2026-09 --as-at 2026-10-12T09:00+11:00 --store demonstration.db --draft 0123456789ab'
month 1 ISSUE_STATUS=1 -- 2026-09 --issue --draft 0123456789ab --approved-by B
month 3 ISSUE_STATUS=3 -- 2026-09 --issue --draft 0123456789ab --approved-by B
has steps 'the issue stopped (exit status 3)'
month 3 IMPORT_STATUS=3 -- 2026-09 in --issue --draft 0123456789ab --approved-by B
lacks output 'rcti issue'
month 2 -- 2026-09 --draft 0123456789ab
has steps '--draft is for --issue'
month 2 -- 2026-09 --issue --draft

# The build fails: its words are shown.
rm -rf "$place/project/build"
month 4 BUILD_FAILS=1 -- 2026-09 in
has steps 'cmake --fresh --preset release'
has steps 'the build failed'

# Packages: installed by root; otherwise asked for, and where nobody can be asked one command is printed.
month 0 MISSING=libhpdf-dev -- 2026-09 in
has steps 'packages missing: libhpdf-dev'
has calls 'update'
has calls 'install --no-install-recommends -y libhpdf-dev'
month 4 MISSING=libhpdf-dev APT_FAILS=1 -- 2026-09 in
has steps 'could not be installed'
month 4 MISSING=libhpdf-dev USER_ID=1000 -- 2026-09 in
has steps 'sudo apt-get update && sudo apt-get install --no-install-recommends -y libhpdf-dev'
lacks calls sudo

# Somebody can be asked: on a terminal of its own, where the machine has one.
if ! script -qec true /dev/null >/dev/null 2>&1; then
    echo "not tested for want of a terminal: the question before sudo"
else
    asked() {
        : >"$CALLS"
        printf '%s\n' "$1" | MISSING=libhpdf-dev USER_ID=1000 \
            script -qec "'$place/project/run-month.sh' 2026-09 in" /dev/null >"$place/output" || true
    }
    asked n
    has output 'install them with sudo? [y/N]'
    lacks calls sudo
    asked y
    has calls 'install --no-install-recommends -y libhpdf-dev'
fi

echo "$checks checks, $failures failed"
[ $failures = 0 ]
