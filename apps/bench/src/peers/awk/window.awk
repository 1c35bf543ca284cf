# The job in plain awk: failures and logins counted, and sources with five failures within five minutes told of, once for
# each excess.
BEGIN {
  limit = 5
  window = 300
  count = split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names, " ")
  split("0 31 59 90 120 151 181 212 243 273 304 334", before, " ")
  for (month = 1; month <= count; month++) days[names[month]] = before[month]
}

$5 !~ /^sshd\[[0-9]+\]:$/ { next }

$6 == "Failed" && / from [^ ]+ port [0-9]+ ssh2$/ {
  failed++
  if ($3 != clock || $2 != day) {
    clock = $3
    day = $2
    time = ((days[$1] + day) * 24 + substr(clock, 1, 2)) * 3600 + substr(clock, 4, 2) * 60 + substr(clock, 7, 2)
  }
  address = $(NF - 3)
  # A ring of the last five times of each source.
  number = ++numbers[address]
  times[address, number % limit] = time
  if (number < limit || time - times[address, (number + 1) % limit] > window) next
  if (address in told && time - told[address] <= window) next
  if (!(address in told)) sources++
  told[address] = time
  exceeded++
  next
}

$6 == "Accepted" && / from [^ ]+ port [0-9]+ ssh2/ { accepted++ }

END { print "failed", failed + 0, "accepted", accepted + 0, "exceeded", exceeded + 0, "sources", sources + 0 }
