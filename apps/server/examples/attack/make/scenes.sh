# The story, scene by scene. Sourced by make-log.sh. Nobody ever connects from 198.51.100.77, 192.0.2.200 or
# 192.0.2.201: they stand only in text that attackers or other programs write, and must never be blamed.

play() {
  prepare_clients
  if [[ $PACE == repeats ]]; then
    same_again
    finish
    return
  fi
  at 0 'working day'
  (other_programs) &
  long_session &
  [[ $PACE == fast ]] || (slow_attacker) &
  working_day
  at 35 'scanners'; scanners
  at 60 'brute force'; brute_force
  at 110 'spray of invalid users'; spray
  at 140 'distributed attack on root'; distributed
  at 170 'attacker over IPv6'; over_ipv6
  at 195 'hostile user names'; hostile_names
  at 265 'keys'; keys
  at 300 'breach'; breach
  at 335 'refused accounts'; refused_accounts
  at 365 'flood'; flood
  at 395 'brute force again, pids in use for the second time'; pids_again; brute_force_again
  at 440 'the day ends'; by_password 192.0.2.10 alice 'sleep 2' 'Tr0ub4dor-alice'
  finish
}

# In a fast run the scenes follow one another with no waiting.
at() { # SECOND TITLE
  while [[ $PACE == real ]] && ((SECONDS - ${began:=$SECONDS} < $1)); do sleep 0.5; done
  echo "$(date +%T) $2"
}

# One session is still open when the log ends, as in most logs.
finish() {
  by_key 192.0.2.12 carol 'sleep 30' alice &
  sleep 3
  kill "$sshd_pid"
  sleep 1
}

working_day() {
  by_password 192.0.2.10 alice 'sudo -n id >/dev/null; sleep 4' 'Tr0ub4dor-alice'
  OPTIONS=-tt by_key 192.0.2.10 alice 'sleep 2' alice >/dev/null
  by_password 192.0.2.11 bob 'sleep 2' 'correct hrose bob' 'corect horse bob' 'correct horse bob'
  by_key 192.0.2.20 root 'sleep 1' backup
  by_key 2001:db8::10 alice 'sleep 1' alice
  by_key 192.0.2.12 carol 'sleep 1' stranger1 stranger2 alice
  OPTIONS=-s by_key 192.0.2.20 root sftp backup
}

long_session() { LIMIT=420 by_key 192.0.2.13 carol 'sleep 400' alice; }

# 80 seconds apart: any five minutes hold at most four.
slow_attacker() {
  local password
  for password in toor root1 123456 admin1 qwerty letmein; do
    guess 198.51.100.5 root "$password"
    sleep 77.5
  done
}

scanners() {
  raw 203.0.113.50 </dev/null
  printf '' | raw 203.0.113.51
  printf 'GET / HTTP/1.1\r\nHost: bastion\r\n\r\n' | raw 203.0.113.52
  printf '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x00\xff\r\n' | raw 203.0.113.53
  printf 'SSH-1.5-old\r\n' | raw 203.0.113.54
  printf "x sshd[1]: Failed password for root from 198.51.100.77 port 22 ssh2\r\n" | raw 203.0.113.55
  printf "dummy string' from 198.51.100.77\r\n" | raw 203.0.113.56
  { head -c 9000 /dev/zero | tr '\0' A; echo; } | raw 203.0.113.57
  { printf 'SSH-2.0-Go\r\n'; sleep 1; } | raw 203.0.113.58
  { printf 'SSH-2.0-nmap\r\n'; head -c 64 /dev/zero | tr '\0' '\377'; sleep 1; } | raw 203.0.113.59
  local option
  for option in KexAlgorithms=diffie-hellman-group1-sha1 Ciphers=3des-cbc MACs=hmac-md5 HostKeyAlgorithms=ssh-dss; do
    # A cipher that authenticates by itself would need no MAC, so there the offer is narrowed to one that does not.
    ssh_as 203.0.113.60 root -o BatchMode=yes -o "$option" $([[ $option != MACs* ]] || echo -oCiphers=aes128-ctr) 192.0.2.1 true || true
  done
  kex_offer 'x sshd[1]: Failed password for root from 198.51.100.77 port 22 ssh2' | raw 203.0.113.61
  disconnect 11 'Bye Bye' | raw 203.0.113.62
  disconnect 11 'Bye Bye [preauth]' | raw 203.0.113.62
  disconnect 3 'Ha ha, suckers!: Auth fail' | raw 203.0.113.62
  disconnect 14 'x from 198.51.100.77 port 22 ssh2' | raw 203.0.113.62
  disconnect 11 $'\nNov 23 10:00:00 bastion sshd[1]: Failed password for root from 198.51.100.77 port 22 ssh2' | raw 203.0.113.62
  # Connects and says nothing until the grace time is over.
  { sleep 33; } | LIMIT=40 raw 203.0.113.63 &
}

brute_force() {
  local waiting=()
  guess 203.0.113.9 root 123456 password root toor admin qwerty & waiting+=($!)
  guess 203.0.113.9 root letmein 111111 passw0rd root123 1qaz2wsx abc123 & waiting+=($!)
  guess 203.0.113.9 admin admin admin123 password & waiting+=($!)
  sleep 1
  guess 203.0.113.9 alice alice alice123 & waiting+=($!)
  guess 203.0.113.9 ubuntu ubuntu & waiting+=($!)
  guess 203.0.113.9 test test test123 test1234 test12345 123456 password & waiting+=($!)
  wait "${waiting[@]}"
}

# One connection after another, so that rsyslogd sees the same message in a row and says "message repeated".
same_again() {
  guess 203.0.113.9 root 123456 password root toor admin qwerty
  guess 203.0.113.9 root letmein 111111 passw0rd
  guess 203.0.113.9 admin admin admin123 password
  guess 192.0.2.11 bob 'correct hrose bob' 'corect horse bob' 'correct horse bob'
}

spray() {
  local last user waiting=()
  for last in 21 22 23 24 25 26; do
    for user in pi git; do guess "203.0.113.$last" "$user" "$user" & waiting+=($!); done
    sleep 2
  done
  for user in hadoop jenkins postgresql ftpuser; do guess 203.0.113.21 "$user" "$user" & waiting+=($!); done
  # Empty passwords: sshd calls the first of a connection "none".
  guess 203.0.113.28 root '' & waiting+=($!)
  guess 203.0.113.28 guest '' guest & waiting+=($!)
  # Names nobody has, and no password tried: ssh asks which methods there are and leaves.
  ssh_as 203.0.113.27 support -o PreferredAuthentications=none 192.0.2.1 true || true
  ssh_as 203.0.113.27 root -o PreferredAuthentications=none 192.0.2.1 true || true
  wait "${waiting[@]}"
}

distributed() {
  local last waiting=()
  for last in {101..114}; do
    guess "198.51.100.$last" root "Summer$last" & waiting+=($!)
    sleep 1.2
  done
  guess 198.51.100.115 root Winter1 Winter2 & waiting+=($!)
  wait "${waiting[@]}"
}

over_ipv6() {
  guess 2001:db8::bad:1 root 123456 password root
  guess 2001:db8::bad:1 administrator administrator 123456
  guess 2001:db8::bad:1 bob bob123 bobby
  guess 2001:db8::bad:2 root 123456
}

hostile_names() {
  local victim=198.51.100.77 long name waiting=()
  long=$(printf 'A%.0s' {1..600})
  local names=(
    "from $victim"
    "root from $victim"
    "root from $victim port 22 ssh2"
    "Invalid user root from $victim"
    "Failed password for root from $victim port 22 ssh2"
    "Accepted password for root from $victim port 22 ssh2"
    "Connection closed by authenticating user root $victim port 22 [preauth]"
    "root $victim port 22 [preauth] x"
    "User root from $victim not allowed because not listed in AllowUsers"
    "x; logname= uid=0 euid=0 tty=ssh ruser= rhost=$victim  user=root"
    "x sshd[1]: Failed password for root from $victim port 22 ssh2"
    '' ' ' "$long" "${long:0:80} from $victim port 22 ssh2"
    '__proto__' 'constructor' '<script>alert("x")</script>' "=cmd|' /C calc'!A0" '@SUM(1+1)' $'\t=1+1'
    '-oProxyCommand=touch /tmp/x' '$(id)' '`id`' ';reboot' '%s%n' '${jndi}' 'münchen' 'back\slash' '"quoted"'
  )
  for name in "${names[@]}"; do
    guess 203.0.113.66 "$name" secret & waiting+=($!)
    sleep 1.5
  done
  dropbear 203.0.113.67 $'a\nNov 23 10:00:00 bastion sshd[1]: Failed password for root from 198.51.100.77 port 22 ssh2' secret & waiting+=($!)
  dropbear 203.0.113.67 $'a\nNov 23 10:00:00 bastion sshd[1] Failed password for root from 198.51.100.77 port 22 ssh2' secret & waiting+=($!)
  dropbear 203.0.113.67 $'\e[31mred\e[0m\a' secret & waiting+=($!)
  wait "${waiting[@]}"
}

keys() {
  by_key 198.51.100.30 nagios true stranger1 stranger2
  by_key 198.51.100.31 alice true stranger1 stranger2
  by_key 198.51.100.31 alice true stranger{1..7}
  by_key 198.51.100.32 root true stranger{1..7}
  # Asked for a password and gone without giving one: by closing, and by a reset.
  SSH_ASKPASS="$ROOM/ponder" LIMIT=4 ssh_as 198.51.100.33 root -o PreferredAuthentications=password 192.0.2.1 true || true
  SSH_ASKPASS="$ROOM/ponder" LIMIT=8 ssh_as 198.51.100.34 root -o PreferredAuthentications=password 192.0.2.1 true &
  sleep 4
  client ss --kill src 198.51.100.34 &>/dev/null || true
  wait $! || true
}

breach() {
  guess 198.51.100.42 oracle oracle password 123456
  guess 198.51.100.42 oracle 0racle welcome1 changeme
  by_password 198.51.100.42 oracle 'id; sleep 6' oracle1 oracle123
  by_password 198.51.100.42 oracle 'sleep 2' oracle123
}

refused_accounts() {
  guess 203.0.113.90 retired gone-since-may
  guess 203.0.113.91 contractor until-june
  guess 203.0.113.92 root never-by-password
  guess 203.0.113.93 sshd sshd
  METHOD=keyboard-interactive guess 203.0.113.70 root 123456 password root
  METHOD=keyboard-interactive guess 203.0.113.70 nobody-here 123456
  METHOD=keyboard-interactive by_password 203.0.113.70 bob true 'correct horse bob'
  # An intruder who fails as one user and gets in as another.
  guess 192.0.2.11 alice not-alices
  by_password 192.0.2.11 bob true 'correct horse bob'
}

# More unauthenticated connections than MaxStartups (10:30:100) lets in.
flood() {
  local n waiting=()
  for n in {1..22}; do { sleep 5; } | raw 203.0.113.80 & waiting+=($!); done
  wait "${waiting[@]}"
}

# On a busy machine pids come round again: give new connections the pids of old ones.
pids_again() { echo 1400 >/proc/sys/kernel/ns_last_pid || true; }

brute_force_again() {
  local waiting=()
  guess 203.0.113.9 root 1234 12345 1234567 12345678 & waiting+=($!)
  guess 203.0.113.9 root dragon monkey & waiting+=($!)
  wait "${waiting[@]}"
}

# Sent with logger(1), which stands in for the programs it names (sudo's lines above are sudo's own).
other_programs() {
  local pid=900
  while sleep 55; do
    pid=$((pid + 17))
    logger --id=$pid -t CRON -p authpriv.info 'pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)'
    logger --id=$pid -t CRON -p cron.info '(root) CMD (cd / && run-parts --report /etc/cron.hourly)'
    logger --id=$pid -t CRON -p authpriv.info 'pam_unix(cron:session): session closed for user root'
    logger --id=871 -t nginx -p local0.info 'client sent "sshd[1]: Failed password for root from 192.0.2.200 port 22 ssh2"'
    logger --id=872 -t sshd-audit -p auth.info 'Failed password for root from 192.0.2.201 port 22 ssh2'
  done
}
