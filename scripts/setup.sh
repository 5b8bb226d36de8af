#!/bin/sh
# Bring .venv (and tests/node) to the locked state:  scripts/setup.sh run|check|test|lock|node|web ...
# A stamp named after the hash of its lock says that a part is done, so the second time costs nothing.
set -eu
cd "$(dirname "$0")/.."
venv=.venv
stamps=$venv/stamps

# An index or proxy in the environment holds for pip by itself; what was set for uv is passed on.
: "${PIP_INDEX_URL:=${UV_DEFAULT_INDEX:-${UV_INDEX_URL:-}}}"
: "${PIP_EXTRA_INDEX_URL:=${UV_INDEX:-${UV_EXTRA_INDEX_URL:-}}}"
[ -z "$PIP_INDEX_URL" ] || export PIP_INDEX_URL
[ -z "$PIP_EXTRA_INDEX_URL" ] || export PIP_EXTRA_INDEX_URL
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0 PIP_ROOT_USER_ACTION=ignore
unset PYTHONPATH PYTHONHOME PIP_TARGET PIP_PREFIX

# An environment is whole when its Python starts and it was made for this folder (its scripts carry the path).
venv_is_ours() {
    "$venv/bin/python" -c 'import pip' 2>/dev/null && grep -qF "$PWD/$venv" "$venv/bin/activate"
}

make_venv() {
    venv_is_ours && return
    python="$(scripts/find-python.sh)"
    echo "wegwarte: making $venv with $("$python" --version)" >&2
    "$python" -m venv --clear "$venv"
}

stamp() { # stamp NAME FILE... -> the path of the stamp
    name=$1
    shift
    echo "$stamps/$name-$(cat "$@" | sha256sum | cut -c1-16)"
}

done_with() { # done_with NAME STAMP: earlier stamps of that name no longer hold
    mkdir -p "$stamps"
    rm -f "$stamps/$1"-*
    touch "$2"
}

install_lock() { # install_lock NAME
    mark="$(stamp "$1" "requirements/$1.txt")"
    [ -e "$mark" ] && return
    echo "wegwarte: installing requirements/$1.txt" >&2
    "$venv/bin/python" -m pip install -qq --require-hashes -r "requirements/$1.txt"
    done_with "$1" "$mark"
}

install_project() {
    mark="$(stamp project pyproject.toml requirements/build.txt)"
    [ -e "$mark" ] && [ -x "$venv/bin/wegwarte" ] && return
    "$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable .
    done_with project "$mark"
}

install_node() {
    if ! scripts/test-system.sh --has node; then
        return # the tests that need it say so
    fi
    mark="$(stamp node tests/node/package-lock.json)"
    [ -e "$mark" ] && [ -d tests/node/node_modules ] && return
    echo "wegwarte: installing tests/node/package-lock.json" >&2
    (cd tests/node && npm ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund --no-update-notifier --loglevel=error >&2)
    done_with node "$mark"
}

install_web() { # what builds the page's bundle; the built files are committed, so running needs none of it
    if ! scripts/test-system.sh --has node; then
        return
    fi
    mark="$(stamp web api/web/package-lock.json)"
    [ -e "$mark" ] && [ -d api/web/node_modules ] && return
    echo "wegwarte: installing api/web/package-lock.json" >&2
    (cd api/web && npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >&2)
    done_with web "$mark"
}

# Two at once would install into each other's half-made environment.
if [ -z "${WEGWARTE_SETUP_LOCKED:-}" ] && command -v flock >/dev/null; then
    export WEGWARTE_SETUP_LOCKED=1
    exec flock .setup.lock "$0" "$@"
fi

make_venv
for part in "$@"; do
    case "$part" in
        run)
            install_lock build
            install_lock run
            install_project
            ;;
        node) install_node ;;
        web) install_web ;;
        *) install_lock "$part" ;;
    esac
done
