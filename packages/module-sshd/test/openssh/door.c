/* error("not a message: a comment"); */
#include "door.h"

static void
greet(struct door *d, const char *who)
{
	const char *why = NULL;
	int r;

	if (d == NULL)
		fatal_f("no door for \"%s\"", who);
	if (d->closed)
		why = "closed";
	else
		why = d->broken ? "broken" : "in use";
	error("Door %d is %s, said %.100s%s", d->number, /* "open", */ why, who, d->loud ? " loudly" : "");
	debug("never looked at: %s", who);
	do_log2(SYSLOG_LEVEL_DEBUG1, "nor this");
	do_log2(d->loud ? SYSLOG_LEVEL_INFO : SYSLOG_LEVEL_VERBOSE, "Server listening on %s port %d.",
	    "0.0.0.0", d->port);
	if ((r = knock(d)) != 0)
		error_fr(r, "knock (%s)", "twice, or more");
	logit("Connection from %s port %d%s%s%s", ssh_remote_ipaddr(d), ssh_remote_port(d),
	    d->domain == NULL ? "" : " rdomain \"", d->domain == NULL ? "" : d->domain,
	    d->domain == NULL ? "" : "\"");
#ifdef DOOR_DEBUG
	logit("Only where doors are built");
#endif
	logit(d->loud ? "Bell rings" : "Bell is still");
	logit(DOOR_TEXT " opens" ": 100%%");
	logit(d->text, who);
}

int
leave(struct door *d)
{
	if (d->number < 0)
		ssh_packet_disconnect(d->ssh, "No door %d", d->number);
	sshpkt_fatal(d->ssh, r, "%s: parse packet", __func__);
}
