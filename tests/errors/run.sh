#!/usr/bin/env bash
# The cases of run.py, with the release build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
exec python3 tests/errors/run.py build/rcti "$@"
