/** Repeats: `last message repeated N times` stands for the line before it, of the same source and host. */
import { copyText, type LogRecord } from '@correlator/events';
import type { Json } from '../base/json.ts';

/** The number of hosts whose last lines are held. */
const mostHosts = 100;

/** Longer messages are not held: no syslogd that reports repeats writes them. */
const longestMessage = 1_024;

/** As the syslogd of the BSDs and Solaris and old rsyslog write it; macOS puts dashes around it. */
const repeated = /^(?:last message repeated \d{1,9} times?|--- last message repeated \d{1,9} times? ---)$/;

/** What a line that reports repeats takes from the line before it. */
type Held = Pick<LogRecord, 'program' | 'pid' | 'facility' | 'severity' | 'msgid' | 'structuredData' | 'message'>;

/** The place of the last line of a source and host. */
interface Place {
  readonly identity: string;
  readonly host: string;
  last: Held | undefined;
}

/** The last lines of an input, by source and host. Those of many hosts are forgotten, the longest known first. */
export class Repeats {
  readonly places = new Map<string, Map<string, Place>>();
  count = 0;
  current: Place | undefined = undefined;
  hosts: Map<string, Place> = new Map();

  /**
   * Takes in a record, and returns it as what it stands for: that of `last message repeated N times` has the message of the
   * line before, its program and process, and N as `repeat`. Where that line is not known, it stays as it is.
   */
  resolve(record: LogRecord): LogRecord {
    const { host, source, message } = record;
    let place = this.current;
    if (place === undefined || place.host !== host || place.identity !== source.identity) {
      place = this.placeOf(source.identity, host);
      this.current = place;
    }
    if (!tellsOfRepeats(record)) place.last = message.length > longestMessage ? undefined : record;
    else if (place.last !== undefined) return { ...record, ...heldOf(place.last) };
    return record;
  }

  placeOf(identity: string, host: string): Place {
    if (this.current?.identity !== identity) this.hosts = this.hostsOf(identity);
    const known = this.hosts.get(host);
    if (known !== undefined) return known;
    if (this.count >= mostHosts) this.forgetOne();
    const place = { identity: copyText(identity), host: copyText(host), last: undefined };
    this.hosts.set(place.host, place);
    this.places.set(place.identity, this.hosts);
    this.count++;
    return place;
  }

  hostsOf(identity: string): Map<string, Place> {
    return this.places.get(identity) ?? new Map();
  }

  forgetOne(): void {
    for (const [identity, hosts] of this.places) {
      for (const host of hosts.keys()) {
        hosts.delete(host);
        this.count--;
        break;
      }
      if (hosts.size === 0) this.places.delete(identity);
      return;
    }
  }

  /** Returns what is held as JSON: places without a line too, so that the same ones are forgotten after a restart. */
  snapshot(): Json {
    const places = [...this.places.values()].flatMap((hosts) => [...hosts.values()]);
    return places.map(({ identity, host, last }) => [identity, host, last === undefined ? null : pack(last)]);
  }

  /** Goes on from a snapshot. */
  restore(snapshot: Json): void {
    for (const row of snapshot as readonly (readonly [string, string, Packed | null])[]) {
      const [identity, host, packed] = row;
      this.current = this.placeOf(identity, host);
      this.current.last = packed === null ? undefined : unpack(packed);
    }
  }
}

function tellsOfRepeats({ program, message }: LogRecord): boolean {
  const first = message.charCodeAt(0);
  // l or a dash
  if (first !== 0x6c && first !== 0x2d) return false;
  return (program === '' || program === 'syslogd') && message.length < 50 && repeated.test(message);
}

function heldOf({ program, pid, facility, severity, msgid, structuredData, message }: Held): Held {
  return { program, pid, facility, severity, msgid, structuredData, message };
}

type Packed = readonly [string, string, number | null, number | null, string];

/** Packs what is held for a store. Structured data has no part in it: those who write it tell of no repeats. */
function pack({ program, pid, facility, severity, message }: Held): Packed {
  return [program, pid, facility ?? null, severity ?? null, message];
}

function unpack([program, pid, facility, severity, message]: Packed): Held {
  const numbers = { facility: facility ?? undefined, severity: severity ?? undefined };
  return { program, pid, ...numbers, msgid: '', structuredData: undefined, message };
}
