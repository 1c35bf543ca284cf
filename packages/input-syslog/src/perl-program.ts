/**
 * Receives datagrams at a Unix socket and writes them to standard output, each behind its length (octet counting, RFC 6587,
 * 3.4.1): Node.js has no such sockets. Arguments: path, permissions in octal, longest datagram. It ends when its standard
 * input does, so that it never outlives its parent. What it cannot do it says on standard error, by the system's words.
 */
export const perlProgram = `
use strict;
use warnings;
use Errno qw(EAGAIN EWOULDBLOCK EINTR);
use IO::Select;
use Socket qw(AF_UNIX SOCK_DGRAM SOL_SOCKET SO_RCVBUF pack_sockaddr_un);
my ($path, $mode, $most) = @ARGV;
sub fail { print STDERR "$_[0]: " . ($! + 0) . " $!\\n"; exit 1 }
my $name = pack_sockaddr_un($path);
if (-S $path) {
  socket(my $probe, AF_UNIX, SOCK_DGRAM, 0) or fail('socket');
  if (connect($probe, $name)) { $! = Errno::EADDRINUSE(); fail('bind') }
  unlink $path;
}
socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or fail('socket');
umask 0777;
bind($socket, $name) or fail('bind');
chmod(oct($mode), $path) or fail('chmod');
setsockopt($socket, SOL_SOCKET, SO_RCVBUF, 1 << 20);
$socket->blocking(0);
binmode STDOUT;
$SIG{PIPE} = 'IGNORE';
my $running = 1;
$SIG{TERM} = $SIG{INT} = sub { $running = 0 };
print STDERR "ready\\n";
my $ready = IO::Select->new($socket, \\*STDIN);
sub write_all {
  my ($data) = @_;
  for (my $at = 0; $at < length $data; ) {
    my $written = syswrite(STDOUT, $data, length($data) - $at, $at);
    if (defined $written) { $at += $written } elsif ($! != EINTR) { $running = 0; return }
  }
}
while ($running) {
  my $received = '';
  for my $handle ($ready->can_read()) {
    if ($handle == $socket) {
      while (length $received < 65536) {
        last unless defined recv($socket, my $datagram, $most, 0);
        $received .= length($datagram) . ' ' . $datagram if length $datagram;
      }
    } elsif (!sysread(STDIN, my $nothing, 1)) { $running = 0 }
  }
  write_all($received) if length $received;
}
unlink $path;
`;
