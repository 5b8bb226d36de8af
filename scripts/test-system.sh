#!/bin/sh
# What the tests need from the system: python (to make .venv), mosquitto with openssl, chromium, node.
#
#   scripts/test-system.sh [NAME...]    as root on Debian or Ubuntu install what is missing, without starting or
#                                       enabling any service; else touch nothing and name it with its command
#   scripts/test-system.sh --has NAME   exit status 0 when it is there
#
# What stays missing is no failure here: its tests skip and say so, and with CI=true they fail.
set -eu
cd "$(dirname "$0")/.."
PATH="$PATH:/usr/sbin:/sbin" # where Debian keeps Mosquitto, and an ordinary user does not look
node_major_min=18
policy=/usr/sbin/policy-rc.d
policy_set_aside=$policy.set-aside-by-wegwarte

say() { echo "wegwarte: $*" >&2; }

has() {
    case "$1" in
        python) .venv/bin/python -c '' 2>/dev/null || scripts/find-python.sh >/dev/null 2>&1 ;;
        mosquitto) command -v mosquitto >/dev/null && command -v openssl >/dev/null ;;
        chromium) has_chromium ;;
        node)
            command -v npm >/dev/null && command -v node >/dev/null &&
                [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge $node_major_min ]
            ;;
        *)
            say "unknown name '$1': python, mosquitto, chromium or node"
            exit 2
            ;;
    esac
}

has_chromium() {
    for browser in chromium chromium-browser google-chrome google-chrome-stable; do
        # Asked for its version, because Ubuntu installs a script that only points to a snap.
        command -v $browser >/dev/null && $browser --version >/dev/null 2>&1 && return 0
    done
    ls "${HOME:-/nonexistent}"/.cache/ms-playwright/chromium-*/chrome-linux*/chrome >/dev/null 2>&1
}

packages_of() {
    case "$1" in
        python) echo python3-venv ;;
        mosquitto) echo mosquitto openssl ;; # its tests make certificates
        node) if command -v node >/dev/null && ! command -v npm >/dev/null; then echo npm; else echo nodejs npm; fi ;;
        *) echo "$1" ;;
    esac
}

system_is() { # system_is debian|ubuntu
    # shellcheck disable=SC1091
    [ -r /etc/os-release ] && (. /etc/os-release && [ "${ID:-}" = "$1" ])
}

chromium_is_a_snap() { system_is ubuntu; }

# --- naming -----------------------------------------------------------------------------------------------------

name_missing() {
    case "$1" in
        python) return ;; # setup says it, with what it found instead
        chromium) chromium_is_a_snap && command="sudo snap install chromium" || command="sudo scripts/test-system.sh chromium" ;;
        *) command="sudo scripts/test-system.sh $1" ;;
    esac
    command -v apt-get >/dev/null || command="install '$(packages_of "$1")' with this system's package manager"
    case "$1" in node) what="Node >= $node_major_min with npm" ;; *) what=$1 ;; esac
    say "$what is missing, its tests will be skipped; to get it: $command"
}

# --- installing (root, Debian or Ubuntu) ------------------------------------------------------------------------

# Debian starts a service when its package is installed, unless policy-rc.d answers 101 ("forbidden").
forbid_services() {
    restore_policy # left behind by a run that was killed
    trap restore_policy EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    if [ -e $policy ]; then
        status=0
        $policy mosquitto start >/dev/null 2>&1 || status=$?
        [ $status -eq 101 ] && return # the machine's own policy forbids it already
        mv $policy $policy_set_aside
    fi
    printf '#!/bin/sh\n# temporary, by wegwarte test-system.sh\nexit 101\n' >$policy
    chmod 755 $policy
}

restore_policy() {
    if grep -qs 'temporary, by wegwarte' $policy; then rm -f $policy; fi
    if [ -e $policy_set_aside ]; then mv $policy_set_aside $policy; fi
}

installed_packages() { dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | sed -n 's/^ii  *//p' | sort; }

# policy-rc.d keeps a new service from starting now; this keeps it from starting with the machine.
disable_services_of() { # disable_services_of PACKAGE...
    dpkg -L "$@" 2>/dev/null | sed -nE 's#^(/usr)?/lib/systemd/system/([^/@]+\.(service|socket|timer))$#\2#p' | sort -u |
        while read -r unit; do
            if command -v systemctl >/dev/null; then
                systemctl disable "$unit" >/dev/null 2>&1 || true # a unit without [Install] cannot be disabled
            else
                deb-systemd-helper disable "$unit" >/dev/null 2>&1 || true
            fi
        done
    dpkg -L "$@" 2>/dev/null | sed -nE 's#^/etc/init\.d/([^/]+)$#\1#p' |
        while read -r script; do update-rc.d "$script" disable >/dev/null 2>&1 || true; done
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
        apt-get -q=2 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "$@" >&2
}

candidates_known() {
    for package in "$@"; do
        apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]' || return 1
    done
}

install_packages() {
    before="$(mktemp)"
    installed_packages >"$before"
    forbid_services
    candidates_known "$@" || apt-get -q=2 update >&2 || return 1
    # Lists that are there may still name versions that are gone.
    apt_install "$@" || { apt-get -q=2 update >&2 && apt_install "$@"; } || return 1
    new="$(installed_packages | comm -13 "$before" -)"
    rm -f "$before"
    # shellcheck disable=SC2086
    [ -z "$new" ] || disable_services_of $new
}

install_missing() {
    packages=""
    for name in $missing; do
        if [ "$name" = chromium ] && chromium_is_a_snap; then continue; fi
        packages="$packages $(packages_of "$name")"
    done
    if [ -n "$packages" ]; then
        say "installing$packages (no service is started)"
        # shellcheck disable=SC2086
        install_packages $packages || say "apt-get could not install$packages"
    fi
    case " $missing " in *" chromium "*)
        if chromium_is_a_snap && [ -x .venv/bin/playwright ]; then
            forbid_services
            .venv/bin/playwright install --with-deps chromium >&2 || say "playwright could not install chromium"
        fi
        ;;
    esac
}

# ----------------------------------------------------------------------------------------------------------------

if [ "${1:-}" = --has ]; then
    has "${2:?which one?}"
    exit
fi

[ $# -gt 0 ] || set -- python mosquitto chromium node
missing=""
for name in "$@"; do has "$name" || missing="$missing $name"; done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && { system_is debian || system_is ubuntu; }; then
    install_missing
fi
for name in $missing; do has "$name" || name_missing "$name"; done
