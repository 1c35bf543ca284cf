#!/bin/bash
# Makes the logs of this directory: a real sshd, a real rsyslogd and real clients, in namespaces of their own.
#
#   sudo ./make-log.sh [OUTPUT_DIRECTORY]        about 8 minutes
#
# Needs (Debian): openssh-server openssh-client dropbear-bin rsyslog iproute2 netcat-openbsd sudo util-linux.
# Nothing of the machine changes: users, keys, /etc, /home, /dev/log and the network are private copies that
# go when the run ends, and every process lives in a PID namespace that is killed with it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/make/bastion.sh"
source "$here/make/clients.sh"
source "$here/make/scenes.sh"

# One run = one log level, in one set of namespaces. ROOM is the run's scratch directory.
inside() {
  export ROOM=$1 LEVEL=$2 PACE=$3 REPEATS=$4
  private_machine
  private_network
  start_rsyslog
  start_sshd
  play
  stop_rsyslog
}

# Replaces the shell it is called in, so that killing that job reaches the namespaces and all that lives in them.
run() { # NAME LEVEL PACE REPEATS
  local room="$work/$1"
  mkdir -p "$room/log"
  exec timeout --kill-after=5 700 \
    unshare --mount --uts --ipc --net --pid --fork --kill-child --mount-proc \
    bash "$here/make-log.sh" --inside "$room" "${@:2}" >"$room/run.out" 2>&1
}

main() {
  [[ $(id -u) == 0 ]] || { echo 'make-log.sh needs root: it makes namespaces and runs an sshd' >&2; exit 1; }
  local output=${1:-$here} name
  work=$(mktemp -d /tmp/attack-log.XXXXXX)
  # sshd refuses keys and chroots under a directory that others may write to, and rsyslogd stays root here.
  chmod 755 "$work"
  trap 'kill ${jobs[*]} 2>/dev/null || true; wait; rm -rf "$work"' EXIT
  trap 'exit 1' INT TERM

  # The runs know nothing of one another, so they can share the eight minutes.
  declare -gA jobs=()
  run info INFO real off & jobs[info]=$!
  run verbose VERBOSE fast off & jobs[verbose]=$!
  run repeats INFO repeats on & jobs[repeats]=$!
  for name in "${!jobs[@]}"; do
    wait "${jobs[$name]}" || { echo "the $name run failed:"; tail -n 20 "$work/$name/run.out"; exit 1; } >&2
  done
  jobs=()

  mkdir -p "$output"
  cp "$work/info/log/auth.log" "$output/auth.log"
  cp "$work/info/log/auth-iso.log" "$output/auth-iso.log"
  cp "$work/info/passwords.tsv" "$output/passwords.tsv"
  cp "$work/verbose/log/auth.log" "$output/auth-verbose.log"
  cp "$work/repeats/log/auth.log" "$output/auth-repeats.log"
  [[ -z ${KEEP:-} ]] || cp -r "$work" "$KEEP"
}

if [[ ${1:-} == --inside ]]; then inside "${@:2}"; else main "$@"; fi
