# The job in plain perl: failures and logins counted, and sources with five failures within five minutes told of, once
# for each excess.
use strict;
use warnings;

my ($limit, $window) = (5, 300);
my @names = qw(Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec);
my @before = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334);
my %days = map { $names[$_] => $before[$_] } 0 .. 11;
my ($failed, $accepted, $exceeded) = (0, 0, 0);
my (%times, %told);
my ($stamp, $time) = ('', 0);

sub failure {
  my ($address) = @_;
  my $times = $times{$address} //= [];
  push @$times, $time;
  shift @$times if @$times > $limit;
  return if @$times < $limit || $time - $times->[0] > $window;
  return if defined $told{$address} && $time - $told{$address} <= $window;
  $told{$address} = $time;
  $exceeded++;
}

open my $log, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
while (my $line = <$log>) {
  next unless $line =~ /^(.{15}) \S+ sshd\[\d+\]: (.*)$/;
  my $message = $2;
  if ($1 ne $stamp) {
    $stamp = $1;
    my ($month, $day, $hours, $minutes, $seconds) = $stamp =~ /^(...) +(\d+) (\d\d):(\d\d):(\d\d)$/ or next;
    $time = (($days{$month} + $day) * 24 + $hours) * 3600 + $minutes * 60 + $seconds;
  }
  if ($message =~ /^Failed \S+ for (?:invalid user )?.* from (\S+) port \d+ ssh2$/) {
    $failed++;
    failure($1);
  } elsif ($message =~ /^Accepted \S+ for \S+ from \S+ port \d+ ssh2/) {
    $accepted++;
  }
}
close $log;
print "failed $failed\naccepted $accepted\nexceeded $exceeded\nsources ", scalar(keys %told), "\n";
