#!/usr/bin/env bash
# The Debian package, whole: built twice in different places, looked over, installed on a bare Debian 12, used by
# somebody who is not root, taken away again. Needs root (for chroot), the network and some minutes:
# tests/run.sh package
set -euo pipefail
umask 022

# shellcheck source=tests/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../setup.sh" # gives $top
[ "$(id -u)" = 0 ] || {
    echo "this step installs into a directory of its own with chroot: run it as root" >&2
    exit 4
}
packages_require "${build_packages[@]}" debhelper debootstrap dpkg-dev fish git lintian mandoc python3 zsh

place=$(mktemp -d)
bare=$place/bare
finish() {
    ! mountpoint -q "$bare/proc" || umount "$bare/proc"
    rm -rf "$place"
}
trap finish EXIT

failures=0
checks=0
# holds WHAT COMMAND...: or says so, with what the command said.
holds() {
    local said what=$1
    shift
    checks=$((checks + 1))
    if ! said=$("$@" 2>&1); then
        echo "FAIL $what"
        tail -n 30 <<<"$said" | sed 's/^/    | /'
        failures=$((failures + 1))
    fi
}

# ---- built twice ----------------------------------------------------------------------------------

# The compiler's cache would only hide that a path went in.
export CCACHE_DISABLE=1
commit=$(git -C "$top" rev-parse HEAD)
holds 'it builds' "$top/engine/package/build" --in "$place/a" "$place/out-a" "$commit"
holds 'it builds elsewhere' env TZ=Pacific/Apia LC_ALL=C.UTF-8 \
    "$top/engine/package/build" --in "$place/another place/b" "$place/out-b" "$commit"
debs=("$place"/out-a/rcti_*.deb)
[ -f "${debs[0]}" ] || exit 1
deb=${debs[0]}
for one in "$place"/out-a/*.deb; do
    holds "the same bytes: ${one##*/}" cmp "$one" "$place/out-b/${one##*/}"
done
holds 'lintian' lintian --allow-root --fail-on error,warning "$place"/out-a/rcti_*.changes

# ---- what is in it --------------------------------------------------------------------------------

dpkg-deb -x "$deb" "$place/files"
gunzip -r "$place/files/usr/share/man"
# That a page is there to which another points, only a whole system knows: held below.
lint_pages() {
    ! mandoc -T lint -W style "$place"/files/usr/share/man/man?/* | grep -v 'referenced manual not found: Xr rcti'
}
pages_are_there() {
    local name
    grep -rhoE '^\.Xr rcti[a-z-]* [15]|^\.It Xr rcti[a-z-]* [15]' "$place/files/usr/share/man" |
        sed 's/.*Xr //' | sort -u | while read -r name section; do
        [ -f "$place/files/usr/share/man/man$section/$name.$section" ] || {
            echo "$name($section)"
            return 1
        }
    done
}
holds 'mandoc finds nothing' lint_pages
holds 'pages that others name' pages_are_there
fish_completes() {
    fish --no-config -c "source $place/files/usr/share/fish/vendor_completions.d/rcti.fish
        complete -C 'rcti issue --se'" | grep -q seal-key
}
holds 'fish completes' fish_completes
holds 'zsh reads its completion' zsh -n "$place/files/usr/share/zsh/vendor-completions/_rcti"

# ---- on a bare Debian 12 --------------------------------------------------------------------------

inside() {
    chroot "$bare" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}
as_finance() {
    inside su finance -c "set -e; $1"
}
files_of_rcti() {
    inside find / -xdev \( -path /proc -o -path /home \) -prune -o \( -name 'rcti*' -o -name '_rcti' \) -print | sort
}
holds 'a bare system' debootstrap --variant=minbase bookworm "$bare"
mount -t proc proc "$bare/proc"
# A bare system's own setting leaves pages out in some images; here they are asked for.
rm -f "$bare"/etc/dpkg/dpkg.cfg.d/*
cp "$deb" "$bare/tmp/rcti.deb"
holds 'apt knows its packages' inside apt-get -q update
holds 'it installs' inside apt-get -q install -y --no-install-recommends /tmp/rcti.deb
inside useradd -m finance
demonstration='umask 022; mkdir -p ~/trial; cd ~/trial
    rcti import 2026-09 /usr/share/rcti/demonstration --store demonstration.db
    rcti run 2026-09 --store demonstration.db --as-at 2026-10-12T09:00+11:00 --issue-date 2026-10-12 >said || [ $? = 1 ]'
holds 'the demonstration runs' as_finance "$demonstration"
expected=$(sed -n 's/^digest *//p' "$top/fixtures/2026-09-demonstration/expected/summary.txt")
holds 'it comes to what it should' grep -qx "digest  $expected" "$bare/home/finance/trial/said"
holds 'from any directory' as_finance 'cd /tmp; rcti holidays VIC-GREATER-GEELONG 2026 | grep -q "Geelong Cup"'
holds 'man pages' test -f "$bare/usr/share/man/man1/rcti-import.1.gz" -a -f "$bare/usr/share/man/man5/rcti-formats.5.gz"
holds 'completion' test -f "$bare/usr/share/bash-completion/completions/rcti"

# ---- each night -----------------------------------------------------------------------------------

inside install -d -o finance -m 700 /var/lib/rcti/finance
as_finance 'cp ~/trial/demonstration.db /var/lib/rcti/finance/rcti.db'
nightly='cd /var/lib/rcti/finance; RCTI_PERIOD=2026-09 /usr/libexec/rcti/nightly >~/said 2>&1 || [ $? = 1 ]
    [ -f nightly/2026-09/draft/register.csv ]; [ ! -e out ]'
holds 'the night draws up a draft, beside the ones that people look at' as_finance "$nightly"
holds 'systemd for a look at the units' inside apt-get -q install -y --no-install-recommends systemd
holds 'systemd reads the units' inside systemd-analyze verify --man=no rcti-nightly@finance.service rcti-nightly@finance.timer
exposed_little() {
    inside systemd-analyze security --offline=true rcti-nightly@finance.service | tail -n 1 | grep -E ': 0\.[0-9] '
}
holds 'the service is exposed to little' exposed_little
nobody_enabled_it() {
    [ "$(inside systemctl is-enabled rcti-nightly@finance.timer)" = disabled ]
}
holds 'the timer is off until somebody wants it' nobody_enabled_it
never_issues() {
    ! grep -nE 'rcti (issue|void|send|import|decide)' "$place/files/usr/libexec/rcti/nightly"
}
holds 'the night issues nothing' never_issues

# ---- taken away -----------------------------------------------------------------------------------

holds 'it is purged' inside apt-get -q purge -y rcti
rm -f "$bare/tmp/rcti.deb"
only_data() {
    local left
    left=$(files_of_rcti | grep -v '^/var/lib/rcti' || true)
    echo "$left"
    [ -z "$left" ] && [ -f "$bare/var/lib/rcti/finance/rcti.db" ] && [ -f "$bare/home/finance/trial/demonstration.db" ]
}
holds 'nothing is left but what is the user'"'"'s' only_data

echo "$((checks - failures)) passed, $failures failed"
[ "$failures" = 0 ]
