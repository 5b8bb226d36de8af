#!/bin/sh
# Print the Python that .venv is to be made from; where there is none, say in one sentence what to do.
# PYTHON=/path/to/python chooses one. A candidate is run before it is believed: a pyenv shim, for one,
# exists for versions that are not switched on.
set -eu

say() {
    echo "wegwarte: $*" >&2
    exit 1
}

sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo "

case "$(uname -s)/$(uname -m)" in
    Linux/x86_64 | Linux/amd64 | Linux/aarch64 | Linux/arm64) ;;
    Linux/*) say "$(uname -m) is not supported, because PostgreSQL and the broker come as wheels for x86-64 and arm64: use such a machine, or \`docker compose up\` with images of your own." ;;
    MINGW* | MSYS* | CYGWIN*) say "Windows is not supported directly: open WSL 2 (\`wsl --install\`) and run the same command there." ;;
    *) say "$(uname -s) is not supported directly: run \`docker compose up\`, or the same command on a Linux machine." ;;
esac
if [ -e /lib/ld-musl-x86_64.so.1 ] || [ -e /lib/ld-musl-aarch64.so.1 ]; then
    # A glibc system may carry musl beside its own libc; only where there is no glibc it is the end.
    getconf GNU_LIBC_VERSION >/dev/null 2>&1 ||
        say "musl (Alpine) is not supported, because PostgreSQL comes as a wheel for glibc: use Debian, Ubuntu, Fedora or another glibc Linux."
fi

# "usable", "no-venv" or "old"; nothing when it does not even start.
probe='
import sys
if not (3, 11) <= sys.version_info[:2] < (3, 15):
    print("old")
else:
    try:
        import ensurepip, venv
        print("usable")
    except ImportError:
        print("no-venv")
'

without_venv=""
candidates="python3.14 python3.13 python3.12 python3.11 python3 /usr/bin/python3 python"
[ -z "${PYTHON:-}" ] || candidates="$PYTHON"
for candidate in $candidates; do
    path="$(command -v "$candidate" 2>/dev/null)" || continue
    case "$(cd / && "$path" -I -c "$probe" 2>/dev/null || true)" in
        usable)
            # What it calls itself, not what led to it: a shim would look for its version again later.
            cd / && exec "$path" -I -c 'import sys; print(sys.executable)'
            ;;
        no-venv) [ -n "$without_venv" ] || without_venv="$path" ;;
    esac
done

if [ -n "$without_venv" ]; then
    version="$("$without_venv" -I -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    say "$without_venv cannot make a virtual environment: install the package python3-venv (\`${sudo}apt-get install python3-venv\`, or python$version-venv where several Pythons live side by side) and run the same command again."
fi
if [ -n "${PYTHON:-}" ]; then
    say "PYTHON=$PYTHON is not a Python from 3.11 to 3.14 that starts: name one that is, or leave PYTHON away."
fi
say "no Python from 3.11 to 3.14 was found: install one (\`${sudo}apt-get install python3 python3-venv\` on Debian 12, Ubuntu 24.04 or newer), or name yours with \`make setup PYTHON=/path/to/python3.13\`."
