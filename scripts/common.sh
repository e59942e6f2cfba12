# shellcheck shell=bash
# What every script needs: where things are, how to say what goes on, how to end what was started.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
# shellcheck source=scripts/versions.env
source scripts/versions.env

# Everything that is built goes here; always absolute, so that it means the same to every tool.
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target}
[[ $CARGO_TARGET_DIR == /* ]] || CARGO_TARGET_DIR=$ROOT/$CARGO_TARGET_DIR
export CARGO_TARGET_DIR

# Browsers come from the system's packages, never from a download during `npm ci`.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

if [[ ${CI:-} == true ]]; then
    # Each run starts from a fresh clone: nothing to build incrementally, nobody who watches progress.
    export CARGO_INCREMENTAL=0 CARGO_TERM_QUIET=true CARGO_TERM_PROGRESS_WHEN=never
fi

say() {
    printf '\n==> %s\n' "$*" >&2
}

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# Runs a command as root: directly, or with sudo.
as_root() {
    if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# Prints a process and all that it started, children before parents.
process_tree() {
    local child
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null || true); do
        process_tree "$child"
    done
    printf '%s\n' "$1"
}

# Ends a process and all that it started: politely first, for good after ten seconds.
end_process() {
    local pids pid
    kill -0 "$1" 2>/dev/null || return 0
    mapfile -t pids < <(process_tree "$1")
    kill -TERM "${pids[@]}" 2>/dev/null || true
    for _ in {1..110}; do
        for pid in "${pids[@]}"; do
            if running "$pid"; then
                sleep 0.1
                continue 2
            fi
        done
        return 0
    done
    kill -KILL "${pids[@]}" 2>/dev/null || true
}

# Whether a process is there and is more than a zombie.
running() {
    local state
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 1
    [[ -n $state && $state != Z ]]
}

# Sets POSTGRES_BIN to the folder of PostgreSQL's programs: the pinned version, or else the newest one after it.
find_postgres() {
    local folder major
    POSTGRES_BIN=/usr/lib/postgresql/$POSTGRES_MAJOR/bin
    [[ -x $POSTGRES_BIN/initdb ]] && return 0
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V -r); do
        major=${folder#/usr/lib/postgresql/}
        major=${major%/bin}
        if [[ -x $folder/initdb && $major =~ ^[0-9]+$ ]] && ((major >= POSTGRES_MAJOR)); then
            POSTGRES_BIN=$folder
            POSTGRES_MAJOR=$major
            return 0
        fi
    done
    return 1
}

# Runs one of PostgreSQL's programs; they refuse to run as root, and can't read a checkout in root's home.
as_postgres() {
    if ((EUID == 0)); then
        (cd / && exec setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
    else
        "$@"
    fi
}

# Gives a folder to the account that PostgreSQL runs as, readable by nobody else.
give_to_postgres() {
    chmod 700 "$1"
    if ((EUID == 0)); then chown postgres:postgres "$1"; fi
}
