#!/bin/sh
# Makes .venv with everything pinned in requirements.lock, and says what it does. `make` calls it
# only when the lock or the project's definition changed.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd -P)

say() { printf '%s\n' "stadtbote: $*" >&2; }
stop() { say "$@"; exit 1; }

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
apt_line='sudo apt-get install -y python3 python3-venv'

python=
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$new_enough" 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null) || found='no Python'
    stop "Python 3.11 or newer is needed, and this machine has $found. On Debian 12, Ubuntu 24.04" \
        "or newer: $apt_line (another interpreter: make PYTHON=/path/to/python3.12 …)"
fi

# Scripts in a virtual environment hold its path: one that moved with its folder is made anew.
if [ -e .venv ] && ! { [ "$(cat .venv/home 2>/dev/null)" = "$here" ] &&
    .venv/bin/python -c "$new_enough" 2>/dev/null; }; then
    say "replacing .venv: it is unfinished, moved or from another Python"
    rm -rf .venv
fi

if [ ! -e .venv ]; then
    say "making .venv with $("$python" --version)"
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        "$python" -m venv .venv
    elif "$python" -c 'import venv' 2>/dev/null && "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip .venv
    else
        stop "this Python cannot make virtual environments yet. Type: $apt_line" \
            "and then the same command again."
    fi
    printf '%s\n' "$here" >.venv/home
fi
if .venv/bin/python -m pip --version >/dev/null 2>&1; then
    pip() { .venv/bin/python -m pip --disable-pip-version-check "$@"; }
else
    pip() { "$python" -m pip --disable-pip-version-check --python .venv/bin/python "$@"; }
fi

log=.venv/setup.log
total=$(grep -c '^[a-z0-9].*==' requirements.lock)
say "installing the $total packages of requirements.lock, each checked against its hash (first time about half a minute)"
{
    if pip install --require-hashes --only-binary :all: --progress-bar off \
        -r requirements.lock 2>&1; then echo ok >.venv/installed; else rm -f .venv/installed; fi
} | tee "$log" | awk '
    /^Collecting / { n++; split($2, p, /[=<>;\[]/); if (n % 10 == 1) printf "  %2d %s …\n", n, p[1]; fflush() }
    /^Installing collected/ { print "  unpacking …"; fflush() }
' >&2
[ -e .venv/installed ] || {
    tail -n 15 "$log" >&2
    stop "the packages could not be installed (all of it: $log). Is the network there, and a proxy's" \
        "certificate known to pip? Then the same command again goes on."
}
pip install --quiet --no-deps --no-index --no-build-isolation --editable . >>"$log" 2>&1 || {
    tail -n 15 "$log" >&2
    stop "the project itself could not be installed into .venv (all of it: $log)"
}
printf '%s\n' "$here" >.venv/ok
say "set up."
