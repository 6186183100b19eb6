# shellcheck shell=bash disable=SC2034,SC2154
# System packages of Debian and Ubuntu: which are missing, and how they come in. Sourced, not run.
# Needs $root.
#
# A package is looked for by a file it brings, not by its name: names change between releases
# (libglib2.0-0 became libglib2.0-0t64), and another distribution has its own.

# file | package. A name without a slash is looked for in the folders of shared libraries.
readonly RUN_FILES='
libportaudio.so.2|libportaudio2
alsa-lib/libasound_module_pcm_pulse.so|libasound2-plugins
libpulse.so.0|libpulse0
libEGL.so.1|libegl1
libGL.so.1|libgl1
libglib-2.0.so.0|libglib2.0-0
libdbus-1.so.3|libdbus-1-3
libfontconfig.so.1|libfontconfig1
libxkbcommon-x11.so.0|libxkbcommon-x11-0
libX11-xcb.so.1|libx11-xcb1
libxcb-cursor.so.0|libxcb-cursor0
libxcb-icccm.so.4|libxcb-icccm4
libxcb-image.so.0|libxcb-image0
libxcb-keysyms.so.1|libxcb-keysyms1
libxcb-randr.so.0|libxcb-randr0
libxcb-render-util.so.0|libxcb-render-util0
libxcb-shape.so.0|libxcb-shape0
libxcb-xkb.so.1|libxcb-xkb1
'

# What the tests use besides: a desktop in a box, and other people's programs to dictate into.
readonly TEST_FILES='
/usr/bin/Xvfb|xvfb
/usr/bin/openbox|openbox
/usr/bin/trayer|trayer
/usr/bin/dbus-daemon|dbus
/usr/bin/dbus-launch|dbus-x11
/usr/bin/pulseaudio|pulseaudio
/usr/bin/pactl|pulseaudio-utils
/usr/bin/xdotool|xdotool
/usr/bin/xclip|xclip
/usr/bin/xprop|x11-utils
/usr/bin/xset|x11-xserver-utils
/usr/bin/setxkbmap|x11-xkb-utils
/usr/bin/xauth|xauth
/usr/bin/xterm|xterm
/usr/bin/zenity|zenity
/usr/bin/mousepad|mousepad
/usr/bin/parcellite|parcellite
/usr/bin/import|imagemagick
/usr/bin/espeak-ng|espeak-ng
/usr/bin/git|git
/usr/bin/man|man-db
/usr/bin/shellcheck|shellcheck
/usr/bin/zsh|zsh
/usr/bin/fish|fish
/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf|fonts-dejavu-core
'

say() { printf 'dictate: %s\n' "$*" >&2; }

library_folders() {
    local triplet
    triplet=$(uname -m)-linux-gnu
    printf '%s\n' "/usr/lib/$triplet" "/lib/$triplet" /usr/lib64 /usr/lib /usr/local/lib
}

# missing_packages TABLE: the packages of those files that are nowhere, one a line.
missing_packages() {
    local file package folder found
    local -a folders
    mapfile -t folders < <(library_folders)
    while IFS='|' read -r file package; do
        [[ -n $file ]] || continue
        found=
        if [[ $file == /* ]]; then
            [[ -e $file ]] && found=yes
        else
            for folder in "${folders[@]}"; do
                [[ -e $folder/$file ]] && found=yes && break
            done
        fi
        [[ -n $found ]] || printf '%s\n' "$package"
    done <<<"$1"
}

# apt_install [sudo] -- PACKAGE…: quietly; what apt said is shown when it failed.
apt_install() {
    local -a apt=()
    local log=$root/.cache/packages.log
    while [[ $1 != -- ]]; do apt+=("$1"); shift; done
    shift
    apt+=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    local -a install=("${apt[@]}" install -y --no-install-recommends "$@")
    # A fresh machine has no package lists, an old one stale ones: fetch them only when needed.
    { "${install[@]}" || { "${apt[@]}" update && "${install[@]}"; }; } </dev/null >"$log" 2>&1 && return 0
    tail -n 20 "$log" >&2
    return 1
}

# install_packages WHY PACKAGE…: as root at once, on a terminal after asking; else say what to type.
install_packages() {
    local why=$1 answer command
    shift
    (($#)) || return 0
    command="apt-get install --no-install-recommends $*"
    if ! command -v apt-get >/dev/null; then
        say "$why needs what Debian calls: $*."
        say "Install them with your distribution's package manager, then start again."
        return 1
    fi
    if ((EUID == 0)); then
        say "installing for $why: $*"
        apt_install -- "$@" || { say "That failed. To see why: $command"; return 1; }
    elif [[ -t 0 && -t 2 ]] && command -v sudo >/dev/null; then
        say "$why needs these system packages: $*"
        read -r -p 'Install them now with sudo? [Y/n] ' answer
        [[ ${answer:-y} == [yYjJ]* ]] || { say "Then run this yourself, and start again: sudo $command"; return 1; }
        apt_install sudo -- "$@" || { say "That failed. To see why: sudo $command"; return 1; }
    else
        say "$why needs system packages that are missing. Run this, and start again:"
        printf '    sudo %s\n' "$command" >&2
        return 1
    fi
}
