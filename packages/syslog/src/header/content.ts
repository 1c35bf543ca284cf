/** What writers and devices put around a message: priority, host, tag. */
import type { LogRecord, RecordSource } from '@correlator/events';
import { createParseFailure, type ParseFailure } from '../contract/parse-failure.ts';
import { createRecord } from '../contract/record.ts';
import { mayTellRepeat, parseLastRepeat } from '../contract/repeat.ts';
import { isDigit } from '../text/digits.ts';
import { Interner, standsAt } from '../text/interner.ts';
import { parseCiscoHeader, skipZoneName } from './cisco.ts';
import { readLogShow, skipOrigin } from './log-show.ts';
import { endOfPriority, noPriority, parsePriority, priorityByName, severityNames } from './priority.ts';
import { lengthOfCygwinPid, lengthOfProgram, readCygwinPid, windowsProvider } from './sshd-elsewhere.ts';
import { endOfName, hasProcess, isBracketed, readAfterName, type Tag } from './tag.ts';

const longestHost = 255;
const longestPriorityName = 20;

/** Added to a severity whose facility is not known. */
const noFacility = 24 * 8;

const forwarded = 'Message forwarded from ';
const snare = 'MSWinEventLog\t';

/** The header of a line: what stands before its host and its tag. */
export class Header {
  /** Milliseconds since 1970 UTC. */
  time = 0;
  /** `<PRI>`, or -1. */
  priority = noPriority;
  /** The host, if it does not stand after the time; otherwise `''`. */
  host = '';

  /** Reads the `<PRI>` of a line, if it has one. Returns where the text after it begins, or -1 if `<` does not begin one. */
  readPriority(line: string): number {
    this.priority = parsePriority(line);
    return this.priority < 0 && line.charCodeAt(0) === 0x3c ? -1 : endOfPriority(this.priority);
  }
}

/** A reader of what follows the time in RFC 3164 and in the files of rsyslog: `host program[pid]: message`. */
export class Content {
  readonly hosts = new Interner();
  readonly programs = new Interner();
  readonly tag: Tag = { nameEnd: 0, pidStart: 0, pidEnd: 0, messageStart: 0 };
  /** Of lines that name none. */
  readonly unnamed: string;
  host = '';
  priority = noPriority;
  msgid = '';
  /** The process id that stands in front of the tag, as in `log show` of macOS; otherwise `''`. */
  process = '';

  constructor(unnamed = '') {
    this.unnamed = unnamed;
  }

  /** Returns the record of a line whose time ended at `start`. */
  read(line: string, start: number, header: Header, source: RecordSource, offset: number): LogRecord | ParseFailure {
    this.priority = header.priority;
    this.process = '';
    const at = this.readHost(line, start);
    if (at < 0) return createParseFailure('no-host', line.length, { raw: line, source, offset });
    return this.readMessage(line, at, header.time, source, offset);
  }

  /** Returns the record of a line that has no time, and no host but that of `header`: RFC 3164 section 4.3.3. */
  readBare(
    line: string,
    start: number,
    header: Header,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    this.priority = header.priority;
    this.process = '';
    this.host = header.host;
    return this.readMessage(line, start, header.time, source, offset);
  }

  /** Sets `host` and returns where the tag begins; -1 if the line is at its end. */
  readHost(line: string, start: number): number {
    const at = start + 1;
    const host = this.hosts.candidate(line, at);
    const end = at + host.length;
    if (end === at || line.charCodeAt(end) !== 0x20 || !standsAt(line, at, host)) return this.readOtherHost(line, at);
    this.host = host;
    return line.charCodeAt(end + 1) === 0x20 ? skipSpaces(line, end) : end + 1;
  }

  readOtherHost(line: string, start: number): number {
    const at = skipZoneName(line, this.readNamedPriority(line, skipSpaces(line, start)));
    if (at >= line.length) return -1;
    const space = line.indexOf(' ', at);
    const end = space < 0 ? line.length : space;
    this.host = '';
    const shown = readLogShow(line, at);
    if (shown !== undefined) {
      this.process = shown.pid;
      return shown.end;
    }
    if (end - at > longestHost || parseLastRepeat(line, at) > 0 || this.isTag(line, at, end)) return at;
    // A host by such a name is never likely: the next line may be about a repeat.
    this.host = mayTellRepeat(line, at) ? this.hosts.find(line, at, end) : this.hosts.take(line, at, end);
    return skipSpaces(line, end);
  }

  /** Returns whether a first word is a tag, and not the host: `sshd[42]:`, and metalog's `[sshd]`. */
  isTag(line: string, start: number, end: number): boolean {
    if (line.charCodeAt(start) === 0x5b) return isBracketed(line, start, end);
    const { tag } = this;
    tag.nameEnd = endOfName(line, start);
    return tag.nameEnd > start && readAfterName(tag, line) && tag.messageStart >= end;
  }

  /** Reads `<auth.info>` of FreeBSD's `syslogd -v` before the host. */
  readNamedPriority(line: string, start: number): number {
    if (line.charCodeAt(start) !== 0x3c) return start;
    const end = line.indexOf('> ', start);
    const priority = end < 0 || end - start > 20 ? noPriority : priorityByName(line.slice(start + 1, end));
    if (priority < 0) return start;
    if (this.priority < 0) this.priority = priority;
    return skipSpaces(line, end + 1);
  }

  readMessage(
    line: string,
    start: number,
    time: number,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    const { tag } = this;
    const program = this.readProgram(line, start);
    if (program === '') {
      const space = line.indexOf(' ', start);
      if (space < 0) return createParseFailure('no-message', start, { raw: line, source, offset });
      const tagStart = this.readBeforeTag(line, start, space);
      if (tagStart > start) return this.readMessage(line, tagStart, time, source, offset);
    }
    const pid = tag.pidEnd > tag.pidStart ? line.slice(tag.pidStart, tag.pidEnd) : this.readOtherPid(line, program);
    this.msgid = '';
    const at = line.charCodeAt(tag.messageStart) === 0x5b ? this.readMsgid(line, tag.messageStart) : tag.messageStart;
    const { priority } = this;
    return createRecord(
      time,
      this.host,
      program === '' ? this.programOf(line, at) : program,
      pid,
      priority < 0 || priority >= noFacility ? undefined : priority >> 3,
      priority < 0 ? undefined : priority & 7,
      this.msgid,
      undefined,
      line.slice(at),
      line,
      source,
      offset,
    );
  }

  /** A line about a repeat is nobody's: it is of the line before it. */
  programOf(line: string, messageStart: number): string {
    return this.unnamed !== '' && parseLastRepeat(line, messageStart) === 0 ? this.unnamed : '';
  }

  /** Reads a process id that does not stand in the tag: in the columns of macOS, or in front of the message, of Cygwin. */
  readOtherPid(line: string, program: string): string {
    const { tag, process } = this;
    if (process !== '') {
      tag.messageStart = skipOrigin(line, tag.messageStart);
      return process;
    }
    if (line.charCodeAt(tag.messageStart) !== 0x50 || !program.startsWith('sshd')) return '';
    const pid = readCygwinPid(line, tag.messageStart);
    if (pid !== '') tag.messageStart += lengthOfCygwinPid(pid);
    return pid;
  }

  /** Reads words between host and tag: sets what they say, and returns where the tag begins, or `start`. */
  readBeforeTag(line: string, start: number, space: number): number {
    if (line.startsWith(forwarded, start)) return this.readForwarded(line, start);
    if (space - start > longestPriorityName) return start;
    const word = line.slice(start, space);
    const priority = this.priority < 0 ? priorityByName(word) : noPriority;
    if (priority >= 0) {
      // busybox: `host auth.info sshd[42]: message`
      this.priority = priority;
      return space + 1;
    }
    const severity = severityNames.indexOf(word);
    if (severity < 0 || !hasProcess(line, space + 1)) return start;
    // BIG-IP: `host info sshd[42]: message`
    if (this.priority < 0) this.priority = noFacility + severity;
    return space + 1;
  }

  /** Reads what AIX writes: `loghost Message forwarded from host: sshd[42]: message` is of `host`. */
  readForwarded(line: string, start: number): number {
    let at = start;
    while (line.startsWith(forwarded, at)) {
      const end = endOfName(line, at + forwarded.length);
      if (!line.startsWith(': ', end) || end === at + forwarded.length) break;
      this.host = this.hosts.find(line, at + forwarded.length, end);
      at = end + 2;
    }
    return at;
  }

  /** Sets `tag`, and returns the name of the program or `''`. */
  readProgram(line: string, start: number): string {
    const { tag } = this;
    const program = this.programs.candidate(line, start);
    const end = start + program.length;
    const next = line.charCodeAt(end);
    if (end > start && (next === 0x5b || next === 0x3a) && standsAt(line, start, program)) {
      tag.nameEnd = end;
      if (readAfterName(tag, line)) return program;
    }
    return this.readOtherProgram(line, start);
  }

  readOtherProgram(line: string, start: number): string {
    const { tag } = this;
    const first = line.charCodeAt(start);
    if (first === 0x5b && this.host === '') return this.readBracketed(line, start);
    if (isDigit(first) || first === 0x3a || first === 0x2a || first === 0x2e) return this.readNumbered(line, start);
    if (first === 0x4d && line.startsWith(snare, start)) return this.readSnare(line, start);
    if (first === 0x4f && line.startsWith(windowsProvider, start)) return this.readWindows(line, start);
    tag.nameEnd = endOfName(line, start);
    if (tag.nameEnd > start && readAfterName(tag, line)) {
      return this.programs.take(line, start, tag.nameEnd);
    }
    return this.noProgram(start);
  }

  /** Reads what begins with a digit or punctuation: a header of Cisco's behind that of a relay, or a name after all. */
  readNumbered(line: string, start: number): string {
    const { tag } = this;
    const at = parseCiscoHeader(line, start)?.end ?? start;
    tag.nameEnd = endOfName(line, at);
    if (tag.nameEnd === at || !readAfterName(tag, line)) return this.noProgram(start);
    // Not `take`: a name that begins with a digit is never likely, so that Cisco's numbers are not taken for it.
    return this.programs.find(line, at, tag.nameEnd);
  }

  /** Reads what Snare on Windows writes: the tag ends in a tab, and tabs part what follows. */
  readSnare(line: string, start: number): string {
    const end = start + snare.length - 1;
    this.tag.pidStart = this.tag.pidEnd = end;
    this.tag.messageStart = end + 1;
    return this.programs.find(line, start, end);
  }

  /**
   * Reads `OpenSSH[1234]: sshd: message` of Windows, whose program is `sshd`. Not `take`: the name is never likely, so that such lines
   * are always read here.
   */
  readWindows(line: string, start: number): string {
    const { tag } = this;
    tag.nameEnd = endOfName(line, start);
    if (tag.nameEnd === start || !readAfterName(tag, line)) return this.noProgram(start);
    const at = tag.messageStart;
    const length = tag.nameEnd === start + windowsProvider.length ? lengthOfProgram(line, at) : 0;
    if (length === 0) return this.programs.find(line, start, tag.nameEnd);
    tag.messageStart = at + length + 2;
    return this.programs.find(line, at, at + length);
  }

  /** Reads what metalog writes: `[sshd] message`, with no host before it. */
  readBracketed(line: string, start: number): string {
    const space = line.indexOf(' ', start);
    const end = line.lastIndexOf(']', space);
    if (space < 0 || !isBracketed(line, start, space)) return this.noProgram(start);
    this.tag.pidStart = this.tag.pidEnd = end;
    this.tag.messageStart = space + 1;
    return this.programs.find(line, start + 1, end);
  }

  noProgram(start: number): string {
    const { tag } = this;
    tag.pidStart = tag.pidEnd = tag.messageStart = start;
    return '';
  }

  /** Reads `[ID 800047 auth.info] ` of Solaris before the message: sets `msgid`, and the priority if there is none. */
  readMsgid(line: string, start: number): number {
    const end = line.startsWith('[ID ', start) ? line.indexOf('] ', start) : -1;
    const space = line.indexOf(' ', start + 4);
    if (end < 0 || space > end || end - start > 40) return start;
    const priority = priorityByName(line.slice(space + 1, end));
    if (priority < 0) return start;
    if (this.priority < 0) this.priority = priority;
    this.msgid = line.slice(start + 4, space);
    return end + 2;
  }
}

/** Returns where the spaces at `start` end. */
function skipSpaces(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20) at++;
  return at;
}
