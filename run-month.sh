#!/usr/bin/env bash
# The month as visible steps: packages, build, import, calculate or issue. No logic of its own.
set -euo pipefail
umask 077 # pay and bank details: for nobody else's eyes

# shellcheck source=tests/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/tests/setup.sh" # gives $top

usage() {
    cat <<'TEXT'
usage: run-month.sh [PERIOD [INPUT_DIR]] [options]

Builds the program if need be, imports INPUT_DIR for PERIOD (YYYY-MM) and calculates a draft.
Without INPUT_DIR nothing is imported: the draft is made from what is known already.
Without PERIOD: the demonstration month in fixtures/, in a store of its own, demonstration.db.

       run-month.sh [PERIOD [INPUT_DIR]] --issue --draft DIGEST --approved-by NAME [options]

Issues just the draft that was reviewed, by the digest that it ended with. Nothing is imported, unless
an INPUT_DIR is named; if the facts are then others than those of the draft, nothing is issued.

  --issue             issue instead of drafting
  --draft DIGEST      the draft that was reviewed
  --approved-by NAME  who approved it: another person than the one who runs this
  --seal-key FILE     seal with the key in this file as well, from then on always
  --payment-date DATE when the bank pays, which is the due date (by the terms)
  --store FILE        the store (rcti.db)
  --out DIR           where the drafts go (out)
  --as-at INSTANT     judge the facts as known then (now)
  --issue-date DATE   the date on the documents (today)
  --holidays DIR      holidays instead of those that come with the program
  --jobs N            how many partners at once (the processors)
  --hold-bad          a row that is wrong holds its partner instead of stopping the import
  --confirm CODE:TOKEN[,...]
                      let gates pass that the import or, with --issue, the issue named
  --json              results as JSON
  --quiet             no steps, only results
  --help              this

Exit status: 0 all done; 1 done, but partners were held; 2 wrong usage; 3 input rejected, or not what
was reviewed; 4 the machine failed.
TEXT
}

quiet=no
say() {
    if [ "$quiet" = no ]; then
        printf '%s\n' "$*" >&2
    fi
}

stop() {
    local status=$1
    shift
    printf 'run-month.sh: %s\n' "$*" >&2
    exit "$status"
}

# ---- arguments: told apart here, judged by the program ---------------------------------------------

places=()
common=()
run_only=() # and for the issue
import_only=()
issue_only=()
confirm=()
issue=no
store_given=no
take() {
    while [ $# -gt 0 ]; do
        case $1 in
            -h | --help)
                usage
                exit 0
                ;;
            --store | --out | --as-at | --holidays)
                [ $# -ge 2 ] || stop 2 "$1 needs a value; see --help"
                common+=("$1" "$2")
                [ "$1" != --store ] || store_given=yes
                shift
                ;;
            --store=* | --out=* | --as-at=* | --holidays=*)
                common+=("$1")
                [ "${1%%=*}" != --store ] || store_given=yes
                ;;
            --issue-date | --payment-date | --jobs)
                [ $# -ge 2 ] || stop 2 "$1 needs a value; see --help"
                run_only+=("$1" "$2")
                shift
                ;;
            --issue-date=* | --payment-date=* | --jobs=*) run_only+=("$1") ;;
            --draft | --approved-by | --seal-key)
                [ $# -ge 2 ] || stop 2 "$1 needs a value; see --help"
                issue_only+=("$1" "$2")
                shift
                ;;
            --draft=* | --approved-by=* | --seal-key=*) issue_only+=("$1") ;;
            --issue) issue=yes ;;
            --quiet)
                run_only+=("$1")
                quiet=yes
                ;;
            --json) common+=("$1") ;;
            --hold-bad) import_only+=("$1") ;;
            --confirm)
                [ $# -ge 2 ] || stop 2 "$1 needs a value; see --help"
                confirm+=("$1" "$2")
                shift
                ;;
            --confirm=*) confirm+=("$1") ;;
            -*) stop 2 "unknown option $1; see --help" ;;
            *) places+=("$1") ;;
        esac
        shift
    done
}
take "$@"
[ ${#places[@]} -le 2 ] || stop 2 "too many arguments: ${places[*]:2}; see --help"
[ $issue = yes ] || [ ${#issue_only[@]} = 0 ] || stop 2 "${issue_only[0]} is for --issue; see --help"

if [ $issue = yes ]; then issue_only+=("${confirm[@]}"); else import_only+=("${confirm[@]}"); fi

period=${places[0]-}
input=${places[1]-}
if [ -z "$period" ]; then
    demonstration=$top/fixtures/2026-09-demonstration
    period=2026-09
    input=$demonstration/input
    [ -d "$input" ] || stop 4 "the demonstration month is not there: $input"
    [ $issue = no ] || input= # it was imported for the draft
    arguments=()
    if [ -f "$demonstration/arguments" ]; then
        read -r -a arguments <"$demonstration/arguments" || true
    fi
    # A store of its own: its facts never mix with real ones. A draft may be replaced at any time.
    [ $store_given = yes ] || arguments+=(--store demonstration.db)
    given=("${common[@]}" "${run_only[@]}") # which come last, and count
    common=()
    run_only=()
    take "${arguments[@]}" "${given[@]}"
fi

# ---- the program ------------------------------------------------------------------------------------

packages_require "${build_packages[@]}"
build_preset release build || exit $?
rcti=$top/build/rcti

# ---- the month --------------------------------------------------------------------------------------

if [ -n "$input" ]; then
    say "$period: importing $input"
    status=0
    # Standard output is for the month's results.
    "$rcti" import "$period" "$input" "${common[@]}" "${import_only[@]}" >&2 || status=$?
    case $status in
        0 | 1) ;;
        3) stop 3 "$period: the input was rejected and nothing has changed; mend it and start this again" ;;
        *) stop "$status" "$period: the import stopped (exit status $status)" ;;
    esac
else
    say "$period: nothing to import, no INPUT_DIR was given"
fi

if [ $issue = yes ]; then
    say "$period: issuing"
    command=(issue "$period" "${common[@]}" "${run_only[@]}" "${issue_only[@]}")
else
    say "$period: calculating"
    command=(run "$period" "${common[@]}" "${run_only[@]}")
fi
status=0
"$rcti" "${command[@]}" || status=$?
case $status in
    0) say "$period: done" ;;
    1) say "$period: done; some partners are held, exceptions.csv says why (exit status 1)" ;;
    *) stop "$status" "$period: the ${command[0]} stopped (exit status $status)" ;;
esac
exit "$status"
