# How the clients of the scenario speak to sshd. Sourced by make-log.sh.

client() { # runs a command on the far end of the cable, never for longer than LIMIT seconds
  nsenter --net=/run/netns/client timeout --kill-after=2 "${LIMIT:-60}" "$@"
}

server_for() { if [[ $1 == *:* ]]; then echo 2001:db8::1; else echo 192.0.2.1; fi; }

# Passwords reach ssh through an askpass that also writes down when it was asked: passwords.tsv is the
# clients' own account of every password sent, to hold against what sshd logged.
prepare_clients() {
  cat >"$ROOM/askpass" <<'ASKPASS'
#!/bin/sh
head -n 1 "$ANSWERS"
sed -i 1d "$ANSWERS"
printf '%s\t%s\n' "$(date +%FT%T.%6N%:z)" "$CLIENT_ADDRESS" >>"$ROOM/passwords.tsv"
ASKPASS
  printf '#!/bin/sh\nsleep 20\n' >"$ROOM/ponder"
  chmod 755 "$ROOM/askpass" "$ROOM/ponder"
  cat >"$ROOM/client.conf" <<'CONF'
StrictHostKeyChecking no
UserKnownHostsFile /dev/null
LogLevel ERROR
IdentitiesOnly yes
ConnectTimeout 10
CONF
  export SSH_ASKPASS="$ROOM/askpass" SSH_ASKPASS_REQUIRE=force
}

# The user is given in a configuration file, because ssh refuses most hostile names on its command line
# (and a configuration file refuses the empty one).
ssh_as() { # ADDRESS USER OPTION...
  if [[ -z $2 ]]; then
    client ssh -F "$ROOM/client.conf" -l '' -b "$1" "${@:3}" </dev/null
    return
  fi
  local config name=${2//\\/\\\\}
  config=$(mktemp -p "$ROOM")
  { printf 'User "%s"\n' "${name//\"/\\\"}"; cat "$ROOM/client.conf"; } >"$config"
  client ssh -F "$config" -b "$1" "${@:3}" </dev/null
}

by_password() { # ADDRESS USER COMMAND PASSWORD...   as many tries as passwords, on one connection
  local answers
  answers=$(mktemp -p "$ROOM")
  printf '%s\n' "${@:4}" >"$answers"
  ANSWERS=$answers CLIENT_ADDRESS=$1 ssh_as "$1" "$2" -o "PreferredAuthentications=${METHOD:-password}" \
    -o "NumberOfPasswordPrompts=$(($# - 3))" "$(server_for "$1")" "$3" || true
}

guess() { by_password "$1" "$2" true "${@:3}"; } # ADDRESS USER PASSWORD...

by_key() { # ADDRESS USER COMMAND KEY...   ssh options may be given in OPTIONS
  local key keys=()
  for key in "${@:4}"; do keys+=(-i "$ROOM/keys/$key"); done
  ssh_as "$1" "$2" -o PreferredAuthentications=publickey "${keys[@]}" ${OPTIONS:-} "$(server_for "$1")" "$3" || true
}

# A second implementation, for names with control characters, which OpenSSH's configuration cannot hold.
dropbear() { # ADDRESS USER PASSWORD
  DROPBEAR_PASSWORD=$3 LIMIT=30 client dbclient -y -y -b "$1" -l "$2" 192.0.2.1 true </dev/null || true
}

raw() { # ADDRESS; sends standard input as it is
  client nc -s "$1" -w "${LIMIT:-3}" -q 1 "$(server_for "$1")" 22 >/dev/null || true
}

uint32() { printf "\\x$(printf '%02x' $(($1 >> 24 & 255)))\\x$(printf '%02x' $(($1 >> 16 & 255)))\\x$(printf '%02x' $(($1 >> 8 & 255)))\\x$(printf '%02x' $(($1 & 255)))"; }
ssh_string() { uint32 "${#1}"; printf '%s' "$1"; }
zeros() { head -c "$1" /dev/zero; }

# Unencrypted, as packets before key exchange are (RFC 4253 section 6).
ssh_packet() { # PAYLOAD_LENGTH; payload on standard input
  local padding=$((8 - (5 + $1) % 8))
  ((padding >= 4)) || padding=$((padding + 8))
  uint32 $((1 + $1 + padding))
  printf "\\x$(printf '%02x' "$padding")"
  cat
  zeros "$padding"
}

disconnect() { # CODE REASON: banner, then SSH_MSG_DISCONNECT (RFC 4253 section 11.1)
  printf 'SSH-2.0-scanner\r\n'
  { printf '\x01'; uint32 "$1"; ssh_string "$2"; ssh_string ''; } | ssh_packet $((13 + ${#2}))
  sleep 1
}

kex_offer() { # NAMES: banner, then SSH_MSG_KEXINIT with NAMES as the key exchange methods (section 7.1)
  local list
  printf 'SSH-2.0-scanner\r\n'
  {
    printf '\x14'; zeros 16; ssh_string "$1"; ssh_string ssh-ed25519
    for list in aes128-ctr aes128-ctr hmac-sha2-256 hmac-sha2-256 none none '' ''; do ssh_string "$list"; done
    zeros 5
  } | ssh_packet $((17 + 4 * 10 + ${#1} + 11 + 10 + 10 + 13 + 13 + 4 + 4 + 5))
  sleep 1
}
