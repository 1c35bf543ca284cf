#!/bin/bash
# The true counts of README.md, from nothing but grep and awk over the log and the clients' own list of passwords.
#
#   ./count.sh [DIRECTORY]
set -euo pipefail
export LC_ALL=C
cd "${1:-$(dirname "${BASH_SOURCE[0]}")}"

count() { printf '%7d  %s\n' "$(grep -cE "$2" "$1" || true)" "$3"; } # FILE PATTERN NAME

# Anchored at the start of the line, because clients and other programs also write "Failed password" into theirs.
sshd='^[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8} bastion sshd\[[0-9]+\]: '

messages() {
  count "$1" '' lines
  count "$1" "$sshd" 'lines of sshd'
  local name
  for name in 'Connection from' 'Accepted (password|publickey|keyboard-interactive/pam) for' 'Accepted password' 'Accepted publickey' 'Accepted keyboard-interactive/pam' \
    'Failed' 'Failed password' 'Failed none' 'Failed publickey' 'Failed keyboard-interactive/pam' 'error: PAM: Authentication failure for' 'Invalid user' \
    'message repeated' 'error: maximum authentication attempts exceeded' 'Disconnecting' 'Connection closed by' \
    'Connection reset by' 'Received disconnect' 'error: Received disconnect' 'Disconnected from' 'Unable to negotiate' \
    'banner exchange' 'ssh_dispatch_run_fatal' 'error: kex_exchange_identification' 'drop connection' \
    'fatal: Timeout before authentication' 'fatal: Access denied' 'PAM [0-9]+ more authentication failure'; do
    count "$1" "$sshd$name" "$name"
  done
  count "$1" "${sshd}pam_unix\(sshd:session\): session opened" 'sessions opened (pam_unix)'
  count "$1" "${sshd}pam_unix\(sshd:session\): session closed" 'sessions closed (pam_unix)'
  count "$1" "${sshd}pam_unix\(sshd:auth\): authentication failure" 'pam_unix authentication failure'
}

# One row per source: refused attempts, the most of them within any 300 seconds, and when the fifth such stood first.
# An attempt is one answer sshd refused: Failed password, none or keyboard-interactive. Publickey is not counted.
# The source is the last "from ADDRESS port N ssh2" of the line, which no client can write (see "hostile user names").
per_source() {
  awk '
    $3 ~ /^sshd\[[0-9]+\]:$/ && $4 == "Failed" && $5 ~ /^(password|none|keyboard-interactive\/pam)$/ {
      if (!match($0, /from [0-9a-f.:]+ port [0-9]+ ssh2$/)) { print "not understood: " $0; next }
      split(substr($0, RSTART), word, " ")
      source = word[2]
      split(substr($1, 12, 15), clock, ":")
      at = clock[1] * 3600 + clock[2] * 60 + clock[3]
      n = ++attempts[source]
      time[source, n] = at
      for (first = n; first > 1 && at - time[source, first - 1] <= 300; first--);
      if (n - first + 1 > most[source]) most[source] = n - first + 1
      if (n - first + 1 >= 5 && !(source in fifth)) fifth[source] = substr($1, 12, 8)
    }
    END { for (source in attempts) printf "%-16s %7d %7d  %s\n", source, attempts[source], most[source], fifth[source] }
  ' "$1" | sort -k2,2nr -k1,1
}

for log in auth.log auth-verbose.log auth-repeats.log; do
  echo "== $log"
  messages "$log"
done
echo "== auth-iso.log holds the messages of auth.log, line by line:"
diff <(cut -d' ' -f3- auth-iso.log) <(cut -c17- auth.log | cut -d' ' -f2-) >/dev/null && echo '   yes' || echo '   no'
echo '== source, refused attempts, most within 300 s, time of the fifth within 300 s (auth-iso.log)'
per_source auth-iso.log
echo '== source, passwords the OpenSSH clients sent (passwords.tsv)'
awk -F'\t' '{ sent[$2]++ } END { for (source in sent) printf "%-16s %7d\n", source, sent[source] }' passwords.tsv | sort -k2,2nr -k1,1
echo '== source, accepted (auth.log)'
grep -oE ' sshd\[[0-9]+\]: Accepted [a-z/-]+ for [a-z]+ from [^ ]+' auth.log | awk '{ print $7, $5, $3 }' | sort | uniq -c
echo '== pids that served more than one connection (auth.log): connections counted by source port'
grep -oE ' sshd\[[0-9]+\]: .*port [0-9]+' auth.log | sed -E 's/^ sshd\[([0-9]+)\].*port ([0-9]+)$/\1 \2/' | grep -v ' 22$' | sort -u | awk '{ ports[$1]++ } END { for (pid in ports) if (ports[pid] > 1) print pid, ports[pid] }' | sort -n
