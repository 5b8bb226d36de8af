#!/bin/sh
# Write the locks anew: `make lock`. What leaves this machine names no index, no wheel folder and no path of it.
# `scripts/lock.sh --upgrade` also moves every version to its newest allowed one.
set -eu
cd "$(dirname "$0")/.."
# A folder of local wheels or a second index would mix its hashes into the lock.
unset PIP_FIND_LINKS UV_FIND_LINKS PIP_EXTRA_INDEX_URL UV_EXTRA_INDEX_URL UV_INDEX
# uv does not read pip's setting of the one index to use; a mirror must hold for it too.
if [ -n "${PIP_INDEX_URL:-}" ] && [ -z "${UV_DEFAULT_INDEX:-}" ]; then
    export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
fi

compile() { # compile NAME ARGUMENT... -> requirements/NAME.txt
    name=$1
    shift
    .venv/bin/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
        --output-file "requirements/$name.txt" "$@" >/dev/null
}

# All but the last meet in one environment, so each takes the versions of those before it.
compile build --group build "$@"
compile run pyproject.toml --constraint requirements/build.txt "$@"
compile test --group test --constraint requirements/build.txt --constraint requirements/run.txt "$@"
compile check --group check --constraint requirements/build.txt --constraint requirements/run.txt \
    --constraint requirements/test.txt "$@"
compile lock --group lock "$@"

if scripts/test-system.sh --has node; then
    for folder in tests/node api/web; do
        (cd "$folder" && npm install --package-lock-only --ignore-scripts --legacy-peer-deps \
            --omit-lockfile-registry-resolved --no-audit --no-fund --loglevel=error >&2)
    done
else
    echo "wegwarte: Node is missing, the package-lock.json files stay as they are." >&2
fi
