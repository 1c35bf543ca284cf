# The attacked machine: private file systems, network, users, rsyslogd and sshd. Sourced by make-log.sh.

# Everything a daemon or useradd may write to is a copy or a tmpfs, seen only in this mount namespace.
private_machine() {
  hostname bastion
  # Under 1200 stand the daemons of a machine that has been up for a while; a fresh PID namespace would start at 2.
  echo 1200 >/proc/sys/kernel/ns_last_pid || true
  mount --make-rprivate /
  mkdir -p "$ROOM/etc"
  cp -a /etc/. "$ROOM/etc"
  mount --bind "$ROOM/etc" /etc
  echo bastion >/etc/hostname
  printf '127.0.0.1 localhost\n127.0.1.1 bastion\n' >/etc/hosts
  local directory
  for directory in /home /run /root /var/log /var/mail; do mount -t tmpfs -o mode=755 tmpfs "$directory"; done
  mkdir -p /run/sshd /run/netns /run/lock
  touch /run/utmp /var/log/wtmp /var/log/lastlog
  # Or sshd complains of it at every failure.
  install -m 600 /dev/null /var/log/btmp
  private_dev
  add_users
}

# A /dev of its own, because /dev/log must be this rsyslogd's socket and not the machine's.
private_dev() {
  local dev="$ROOM/dev" node
  mkdir -p "$dev"
  mount -t tmpfs -o mode=755 tmpfs "$dev"
  for node in null zero full random urandom tty; do
    touch "$dev/$node"
    mount --bind "/dev/$node" "$dev/$node"
  done
  mkdir "$dev/pts" "$dev/shm"
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$dev/pts"
  ln -s pts/ptmx "$dev/ptmx"
  ln -s /proc/self/fd "$dev/fd"
  mount --move "$dev" /dev
}

add_users() {
  local user
  for user in alice bob carol oracle retired contractor; do useradd --create-home --shell /bin/bash "$user"; done
  chpasswd <<<$'alice:Tr0ub4dor-alice\nbob:correct horse bob\ncarol:carol-only-by-key\noracle:oracle123\nretired:gone-since-may\ncontractor:until-june\nroot:never-by-password'
  chage --expiredate 2020-01-01 contractor
  echo 'alice ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/alice
  chmod 440 /etc/sudoers.d/alice
  mkdir -p "$ROOM/keys"
  local key
  for key in alice backup stranger1 stranger2 stranger3 stranger4 stranger5 stranger6 stranger7; do
    ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$ROOM/keys/$key"
  done
  authorise alice /home/alice alice
  authorise carol /home/carol alice
  authorise root /root backup
}

authorise() { # USER HOME KEY
  install -d -m 700 -o "$1" "$2/.ssh"
  install -m 600 -o "$1" "$ROOM/keys/$3.pub" "$2/.ssh/authorized_keys"
}

# Two ends of a cable. All addresses of all clients sit on the far end; they are documentation ranges (RFC 5737, 3849).
private_network() {
  ip link set lo up
  ip netns add client
  ip link add uplink type veth peer name wire netns client
  ip addr add 192.0.2.1/24 dev uplink
  ip addr add 2001:db8::1/64 dev uplink nodad
  ip link set uplink up
  ip route add 198.51.100.0/24 dev uplink
  ip route add 203.0.113.0/24 dev uplink
  ip -n client link set lo up
  ip -n client link set wire up
  local last
  {
    for last in {2..250}; do
      echo "addr add 192.0.2.$last/24 dev wire"
      echo "addr add 198.51.100.$last/32 dev wire"
      echo "addr add 203.0.113.$last/32 dev wire"
    done
    for last in 10 11 bad:1 bad:2; do echo "addr add 2001:db8::$last/64 dev wire nodad"; done
  } | ip -n client -batch -
}

# The same messages twice: the format without year and zone that Debian had until 11, and the one it has since 12.
start_rsyslog() {
  cat >"$ROOM/rsyslog.conf" <<CONF
module(load="imuxsock")
\$RepeatedMsgReduction $REPEATS
auth,authpriv.*;cron,local0.* action(type="omfile" file="$ROOM/log/auth.log" template="RSYSLOG_TraditionalFileFormat")
auth,authpriv.*;cron,local0.* action(type="omfile" file="$ROOM/log/auth-iso.log" template="RSYSLOG_FileFormat")
CONF
  rsyslogd -n -f "$ROOM/rsyslog.conf" -i "$ROOM/rsyslog.pid" &
  rsyslog_pid=$!
  until [[ -S /dev/log ]]; do sleep 0.1; done
}

stop_rsyslog() {
  kill "$rsyslog_pid"
  wait "$rsyslog_pid" || true
}

# Debian's defaults, but for LoginGraceTime (two minutes of waiting show nothing that 30 seconds do not).
start_sshd() {
  local type
  for type in ed25519 ecdsa rsa; do ssh-keygen -q -t "$type" -N '' -C '' -f "$ROOM/keys/host_$type"; done
  cat >"$ROOM/sshd_config" <<CONF
LogLevel $LEVEL
HostKey $ROOM/keys/host_ed25519
HostKey $ROOM/keys/host_ecdsa
HostKey $ROOM/keys/host_rsa
LoginGraceTime 30
UsePAM yes
KbdInteractiveAuthentication no
PrintMotd no
DenyUsers retired
Subsystem sftp /usr/lib/openssh/sftp-server
Match Address 203.0.113.70
  KbdInteractiveAuthentication yes
CONF
  /usr/sbin/sshd -D -f "$ROOM/sshd_config" &
  sshd_pid=$!
  sleep 1
}
