#!/usr/bin/env bash
# Golden files: every fixture through the program, compared with fixtures/*/expected/.
# tests/golden/run.sh --help tells the options; --accept records anew.
set -euo pipefail
exec python3 -B "$(dirname "${BASH_SOURCE[0]}")/run.py" "$@"
