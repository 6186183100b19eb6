#!/usr/bin/env bash
# The virtual environment: found, made, filled and stamped. Sourced by the scripts, which call set_up;
# it runs itself under the lock.
#
# A stamp is written last, so whatever is interrupted is done again; a lock lets one of two starts
# do the work while the other waits. While packages are being written a mark lies in the folder: if
# it is still there at the next start, that environment is half made and is made anew.

set -euo pipefail
root=${root:-$1}
# shellcheck source=scripts/lib/packages.sh
source "$root/scripts/lib/packages.sh"
readonly venv_folder=$root/.venv

# The first Python that is new enough and really starts (a version manager's shim may not).
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.14 python3.11 /usr/bin/python3; do
        command -v "$name" >/dev/null || continue
        # The real path: an environment made by it then notices when a new release takes it away.
        "$name" -I -c 'import sys, os
if sys.version_info < (3, 11): sys.exit(1)
print(os.path.realpath(sys.executable))' 2>/dev/null && return 0
    done
    return 1
}

# find_python, after an attempt to install one where there is none.
need_python() {
    local name
    find_python && return 0
    if name=$(newest_apt_python); then
        install_packages "Dictate" "$name" "$name-venv" || return 1
        find_python && return 0
    fi
    say "Dictate needs Python 3.11 or newer and found none. Debian 12 and Ubuntu 24.04 or newer have it" \
        "(sudo apt install python3 python3-venv); elsewhere https://docs.astral.sh/uv or pyenv install one."
    return 1
}

# python3.12 and the like, where apt knows one; a bare machine has no lists, so python3 is worth a try.
newest_apt_python() {
    local name
    command -v apt-cache >/dev/null || return 1
    for name in python3.13 python3.12 python3.11; do
        [[ -n $(apt-cache search --names-only "^$name-venv\$" 2>/dev/null) ]] && printf '%s\n' "$name" && return 0
    done
    [[ ! -x /usr/bin/python3 ]] && printf 'python3\n'
}

# The lines of one part of constraints.txt.
part() { sed -n "/^## $1\$/,/^## /{/^#/d;/^\$/d;p}" "$root/constraints.txt"; }

fingerprint() { { part "$1"; "$venv_folder/bin/python" -I -c 'import sys; print(sys.version)'; } | sha256sum; }

stamp_of() { printf '%s/dictate-%s.stamp\n' "$venv_folder" "$1"; }

# Whether a part is there as constraints.txt has it. A stamp that is merely old is made young again.
is_stamped() {
    local stamp made_for made_from
    stamp=$(stamp_of "$1")
    [[ -e $stamp && -x $venv_folder/bin/python ]] || return 1
    { read -r made_for && read -r made_from; } <"$stamp" || return 1
    [[ $made_for == "$root" && $made_from == "$(fingerprint "$1")" ]] && touch "$stamp"
}

make_environment() {
    local python=$1
    if ! "$python" -I -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian splits these from Python: python3.11 -> python3.11-venv.
        install_packages "The virtual environment" "$(basename "$python")-venv" || return 1
    fi
    say "making the virtual environment .venv with $python"
    "$python" -I -m venv --clear "$venv_folder"
}

install_part() { # install_part PART
    local python=$venv_folder/bin/python
    say "installing what Dictate is made of ($1); this happens once"
    : >"$venv_folder/half-made"
    part "$1" >"$venv_folder/dictate-$1.txt"
    # Some 300 MB: on a terminal one sees them come.
    local -a quiet=(-qq)
    [[ ! -t 2 ]] || quiet=()
    "$python" -I -m pip install "${quiet[@]}" --disable-pip-version-check --no-deps --prefer-binary \
        -r "$venv_folder/dictate-$1.txt" </dev/null >&2
    # The program runs from this folder; the environment only has to know where it is.
    printf '%s\n' "$root" >"$("$python" -I -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dictate.pth"
    rm -f "$venv_folder/half-made"
}

write_stamp() {
    local stamp
    stamp=$(stamp_of "$1")
    printf '%s\n%s\n' "$root" "$(fingerprint "$1")" >"$stamp.new"
    mv -f "$stamp.new" "$stamp"
}

# set_up PART…: system packages, environment, and these parts of it (run, dev). Exits when it cannot.
set_up() {
    local lock=$root/.cache/setup.lock rc=0
    mkdir -p "$root/.cache" || { say "This folder cannot be written to: $root"; exit 1; }
    # --close: what apt starts must not inherit the lock. 75: somebody else has it.
    local -a locked=(flock --close --conflict-exit-code 75)
    local -a job=("$lock" bash "$root/scripts/lib/venv.sh" "$root" "$@")
    "${locked[@]}" --nonblock "${job[@]}" || rc=$?
    if ((rc == 75)); then
        say "another start is setting Dictate up; waiting for it"
        rc=0
        "${locked[@]}" "${job[@]}" || rc=$?
    fi
    ((rc == 0)) || { say "Dictate is not set up yet; starting again goes on from here."; exit 1; }
}

set_up_locked() {
    local part python missing
    local -a packages
    missing=$(missing_packages "$RUN_FILES")
    mapfile -t packages <<<"$missing"
    [[ -z $missing ]] || install_packages "Dictate" "${packages[@]}"

    if [[ -e $venv_folder/half-made ]] || ! "$venv_folder/bin/python" -I -c 'import pip' 2>/dev/null; then
        python=$(need_python)
        make_environment "$python"
    fi
    for part in "$@"; do
        is_stamped "$part" && continue
        install_part "$part"
        write_stamp "$part"
    done
}

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
    shift
    set_up_locked "$@"
fi
