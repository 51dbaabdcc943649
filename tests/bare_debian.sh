#!/bin/bash
# Tries the README's two commands on a bare Debian, as an ordinary user.
#
#   tests/bare_debian.sh [suite] [run|test|all]     suite: trixie (default), bookworm
#
# Takes root, debootstrap and a Debian mirror (the machine's own, or
# OKR_DEBIAN_MIRROR), and some 6 GB in TMPDIR. Takes the last commit, not the files as
# they are. Not a part of `./okr test`, as it makes a whole Debian first.
set -euo pipefail

suite=${1:-trixie}
what=${2:-all}
repository=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d "${TMPDIR:-/tmp}/okr-bare-XXXXXX")
tree=$place/tree

if [ "${3:-}" != inside ]; then
    # Mounts of its own, and processes that end with it
    rmdir "$place"
    exec unshare --mount --pid --fork --kill-child \
        "$0" "$suite" "$what" inside
fi

mount --make-rprivate /
bound=()
clean_up() {
    # The binds first: what lies behind them is not ours to delete
    for folder in "${bound[@]}"; do
        umount -l "$folder" || exit 1
    done
    rm -rf --one-file-system "$place"
}
trap clean_up EXIT

bring() { # source: bind a folder to the same place in the tree, read only
    mkdir -p "$tree$1"
    mount --bind "$1" "$tree$1"
    bound=("$tree$1" "${bound[@]}")
    mount -o remount,bind,ro "$tree$1"
}

as_user() { # command: run it as the ordinary user in the clone
    # shellcheck disable=SC2016  # expanded by the inner shell
    chroot "$tree" su -s /bin/bash ann -c \
        'set -a; . /etc/okr-environment; set +a; cd ~/okr || exit; '"$1"
}

as_root() {
    chroot "$tree" /bin/bash -c "set -a; . /etc/okr-environment; set +a; $1"
}

echo "== a bare $suite"
mirror=${OKR_DEBIAN_MIRROR:-$(cd "$repository" && python3 -c '
from launcher.platform.apt_sources import debian_mirrors, read
print(next(iter(debian_mirrors(read())), ""))')}
[ -n "$mirror" ] || { echo "No Debian mirror: set OKR_DEBIAN_MIRROR"; exit 1; }
mkdir -p "$tree"
debootstrap --variant=minbase --include=python3,git,ca-certificates \
    "$suite" "$tree" "$mirror" >"$place/debootstrap.log" \
    || { tail "$place/debootstrap.log"; exit 1; }
mount -t proc proc "$tree/proc"
bound=("$tree/proc" "${bound[@]}")
for device in null zero random urandom tty; do
    touch "$tree/dev/$device"
    mount --bind "/dev/$device" "$tree/dev/$device"
    bound=("$tree/dev/$device" "${bound[@]}")
done
mkdir -p "$tree/dev/shm"
mount -t tmpfs tmpfs "$tree/dev/shm"
bound=("$tree/dev/shm" "${bound[@]}")

echo "== the machine's way to the network: names, certificates, pip, npm"
cp -L /etc/resolv.conf /etc/hosts "$tree/etc/"
if [ -d /usr/local/share/ca-certificates ]; then
    cp -RL /usr/local/share/ca-certificates "$tree/usr/local/share/"
    chroot "$tree" update-ca-certificates >/dev/null 2>&1
fi
# Its mirror can be a copy that is older than Debian allows, or behind a proxy
apt-config dump | grep -E '^Acquire::(Check-|Max-|https?::)' \
    >"$tree/etc/apt/apt.conf.d/99-of-the-machine" || true
[ ! -e /etc/pip.conf ] || cp /etc/pip.conf "$tree/etc/"
{ env | grep -iE '^(pip_|npm_config_|[a-z_]*proxy=|[a-z_]*ca_?(info|certs|bundle|path))' ||
    true; } | sed -E "s/^([^=]+)=(.*)$/\1='\2'/" >"$tree/etc/okr-environment"
# Folders of packages that pip's configuration names
{ python3 -m pip config list 2>/dev/null || true; env | grep ^PIP_ || true; } |
    grep -oE '(file://)?/[^ ,'"'"']+' | sed 's|^file://||' | sort -u >"$place/named"
while read -r folder; do
    folder=${folder%/simple}
    case $folder in /etc/* | /dev/*) continue ;; esac
    [ ! -d "$folder" ] || [ -d "$tree$folder" ] || bring "$folder"
done <"$place/named"

echo "== a user and a clone"
chroot "$tree" useradd --create-home --home-dir /srv/ann --shell /bin/bash ann
git clone --quiet --no-hardlinks "$repository" "$tree/srv/ann/okr"
chroot "$tree" chown -R ann: /srv/ann
git -C "$repository" log -1 --format='commit %h %s'

if [ "$what" != test ]; then
    for start in first second; do
        echo "== $start ./okr run"
        began=$SECONDS
        # shellcheck disable=SC2016  # expanded by the inner shell
        as_user '
            ./okr run >~/run.log 2>&1 & launcher=$!
            until grep -q "Ctrl-C stops it" ~/run.log; do
                kill -0 $launcher 2>/dev/null || { cat ~/run.log; exit 1; }
                sleep 0.5
            done
            address=$(grep -oE "http://127[^ ]+" ~/run.log | head -1)
            python3 - "$address" <<"END"
import sys, urllib.request
page = urllib.request.urlopen(sys.argv[1]).read().decode()
assert "Odoo" in page, page
END
            date +%s >~/answered
            kill -INT $launcher
            wait $launcher || { echo "exit code $?"; cat ~/run.log; exit 1; }
            cat ~/run.log'
        echo "-- $((SECONDS - began)) s with the stop"
        if grep -lasE '[s]rv/ann/okr/[.]okr' "$tree"/proc/[0-9]*/cmdline; then
            echo "Something still runs"
            exit 1
        fi
    done
fi

if [ "$what" != run ]; then
    echo "== ./okr test without Chromium: it is to say what to type"
    as_user './okr test' >"$place/test.log" 2>&1 && { cat "$place/test.log"; exit 1; }
    cat "$place/test.log"
    line=$(sed -nE "s/.*sudo sh -c '(.+)'.*/\1/p" "$place/test.log")
    [ -n "$line" ] || exit 1
    echo "== as root: $line"
    as_root "export DEBIAN_FRONTEND=noninteractive; $line" >"$place/apt.log" 2>&1 ||
        { tail "$place/apt.log"; exit 1; }
    echo "== ./okr test"
    began=$SECONDS
    as_user './okr test'
    echo "-- $((SECONDS - began)) s"
fi
echo "== done: $suite, $what"
