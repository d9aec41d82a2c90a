# shellcheck shell=bash
# What run-month.sh and tests/run.sh both do first: Debian 12's packages, and a build.
# Sourced by both.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# shellcheck disable=SC2034
build_packages=(
    gcc libc6-dev cmake ninja-build pkg-config
    libcsv-dev libcurl4-openssl-dev libdeflate-dev libglib2.0-dev libgmime-3.0-dev libharfbuzz-dev libhpdf-dev libpng-dev libsqlite3-dev
    libssl-dev libxlsxwriter-dev
    tzdata           # the partners' time zones
    fonts-liberation2 # the font of the documents
)

# Read by tests/run.sh.
# shellcheck disable=SC2034
test_packages=(
    libcriterion-dev
    binutils                  # nm, for the purity of the core
    clang libclang-rt-14-dev  # fuzzing
    clang-format clang-tidy cppcheck shellcheck
    python3                   # tests/tidy, the property test
    python3-aiosmtpd          # a strict mail server
    openssl                   # a certificate that nobody vouches for
    python3-jsonschema        # what --json prints, against its schema
    poppler-utils qpdf        # documents: their text, their form
    libreoffice-calc-nogui    # workbooks: recalculated
    unzip libxml2-utils       # workbooks: compared part by part
)

setup_say() {
    printf '%s\n' "$*" >&2
}

# packages_require NAME...: returns once all are installed; exits with 4 where they cannot be.
packages_require() {
    if ! command -v dpkg-query >/dev/null; then
        setup_say "packages not checked, for want of dpkg; needed are: $*"
        return 0
    fi

    # One call for all: one a package takes half a second.
    local missing=() name installed
    installed=$'\n'$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)$'\n'
    for name in "$@"; do
        if [[ $installed != *$'\n'"$name installed"$'\n'* ]]; then
            missing+=("$name")
        fi
    done
    if [ ${#missing[@]} = 0 ]; then
        return 0
    fi

    setup_say "packages missing: ${missing[*]}"
    local as_root=() sudo='' answer=''
    if [ "$(id -u)" != 0 ]; then
        if command -v sudo >/dev/null; then
            sudo='sudo '
        fi
        if [ -n "$sudo" ] && [ -t 0 ] && [ -t 2 ]; then
            read -r -p 'install them with sudo? [y/N] ' answer || true
        fi
        if [[ $answer != [yY]* ]]; then
            setup_say "run this as an administrator, then start again:"
            setup_say "    ${sudo}apt-get update && ${sudo}apt-get install --no-install-recommends -y ${missing[*]}"
            exit 4
        fi
        as_root=(sudo)
    fi

    setup_say "installing …"
    local log
    log=$(mktemp)
    # The caller's umask is for payroll files: installed ones must stay readable for everybody.
    if ! (
        umask 022
        apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300)
        # An unreachable source of something else does not matter, if the packages are found.
        "${apt[@]}" update || true
        "${apt[@]}" install --no-install-recommends -y "${missing[@]}"
    ) >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        rm -f "$log"
        setup_say "the packages could not be installed: ${missing[*]}"
        exit 4
    fi
    rm -f "$log"
}

# build_is_current FOLDER, from the top: configured here, and nothing to do.
build_is_current() {
    # A tree that was moved or copied keeps its old place in the cache.
    grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$top" "$1/CMakeCache.txt" &&
        [ "$(cd "$1" && ninja -n 2>&1)" = 'ninja: no work to do.' ]
}

# build_preset PRESET FOLDER: builds if need be, saying so; the compiler's words only on failure.
# Returns 4 where that failed.
build_preset() (
    cd "$top" && mkdir -p "$2" || return 4
    # Two started at once do not build at once.
    exec 9>"$2/.lock"
    flock 9
    if build_is_current "$2"; then
        return 0
    fi
    setup_say "building $2 …"
    local fresh=()
    if ! grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$top" "$2/CMakeCache.txt"; then
        fresh=(--fresh)
    fi
    # Every file that fails, and only those, is in the log.
    if ! { cmake "${fresh[@]}" --preset "$1" &&
        cmake --build --preset "$1" -- --quiet -k 0; } >"$2/build.log" 2>&1; then
        cat "$2/build.log" >&2
        setup_say "the build failed; the lines above are also in $top/$2/build.log"
        return 4
    fi
)
