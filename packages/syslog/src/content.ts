import type { LogRecord, RecordSource } from '@correlator/events';
import { isDigit } from './digits.ts';
import { Interner } from './interner.ts';
import { createParseFailure, type ParseFailure } from './parse-failure.ts';
import { noPriority, priorityByName } from './priority.ts';
import { createRecord } from './record.ts';
import { endOfName, readAfterName, type Tag } from './tag.ts';

const longestHost = 255;

/** What stands before the host and the tag of a line. */
export interface Header {
  /** Milliseconds since 1970 UTC. */
  time: number;
  /** `<PRI>`, or -1. */
  priority: number;
}

/** What follows the time in RFC 3164 and in the files of rsyslog: `host program[pid]: message`. */
export class Content {
  readonly hosts = new Interner();
  readonly programs = new Interner();
  readonly tag: Tag = { nameEnd: 0, pidStart: 0, pidEnd: 0, messageStart: 0 };
  host = '';
  priority = noPriority;
  msgid = '';

  /** The record of a line whose time ended at `start`. */
  read(line: string, start: number, header: Header, source: RecordSource, offset: number): LogRecord | ParseFailure {
    this.priority = header.priority;
    const at = this.readHost(line, start);
    if (at < 0) return createParseFailure('no-host', line.length, { raw: line, source, offset });
    return this.readMessage(line, at, header.time, source, offset);
  }

  /** The record of what has neither time nor host: RFC 3164 section 4.3.3. */
  readBare(
    line: string,
    start: number,
    header: Header,
    source: RecordSource,
    offset: number,
  ): LogRecord | ParseFailure {
    this.priority = header.priority;
    this.host = '';
    return this.readMessage(line, start, header.time, source, offset);
  }

  /** Sets `host` and gives where the tag begins; -1 where the line is at its end. */
  readHost(line: string, start: number): number {
    const at = start + 1;
    const host = this.hosts.candidate(line, at);
    const end = at + host.length;
    if (end === at || line.charCodeAt(end) !== 0x20 || !line.startsWith(host, at)) return this.readOtherHost(line, at);
    this.host = host;
    return line.charCodeAt(end + 1) === 0x20 ? skipSpaces(line, end) : end + 1;
  }

  readOtherHost(line: string, start: number): number {
    const at = this.readNamedPriority(line, skipSpaces(line, start));
    if (at >= line.length) return -1;
    const space = line.indexOf(' ', at);
    const end = space < 0 ? line.length : space;
    this.host = '';
    if (this.isTag(line, at, end) || end - at > longestHost) return at;
    this.host = this.hosts.take(line, at, end);
    return skipSpaces(line, end);
  }

  /** A first word that is a tag is not the host: `sshd[42]:`, and metalog's `[sshd]`. */
  isTag(line: string, start: number, end: number): boolean {
    if (line.charCodeAt(start) === 0x5b) return isBracketed(line, start, end);
    const { tag } = this;
    tag.nameEnd = endOfName(line, start);
    return tag.nameEnd > start && readAfterName(tag, line) && tag.messageStart >= end;
  }

  /** `<auth.info>` of FreeBSD's `syslogd -v` before the host. */
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
      const priority = this.priority < 0 && space - start < 20 ? priorityByName(line.slice(start, space)) : noPriority;
      if (priority >= 0) {
        // busybox: `host auth.info sshd[42]: message`
        this.priority = priority;
        return this.readMessage(line, space + 1, time, source, offset);
      }
    }
    const pid = tag.pidEnd > tag.pidStart ? line.slice(tag.pidStart, tag.pidEnd) : '';
    this.msgid = '';
    const at = line.charCodeAt(tag.messageStart) === 0x5b ? this.readMsgid(line, tag.messageStart) : tag.messageStart;
    const { priority } = this;
    return createRecord(
      time,
      this.host,
      program,
      pid,
      priority < 0 ? undefined : priority >> 3,
      priority < 0 ? undefined : priority & 7,
      this.msgid,
      undefined,
      line.slice(at),
      line,
      source,
      offset,
    );
  }

  /** Sets `tag`, and gives the name of the program or `''`. */
  readProgram(line: string, start: number): string {
    const { tag } = this;
    const program = this.programs.candidate(line, start);
    const end = start + program.length;
    const next = line.charCodeAt(end);
    if (end > start && (next === 0x5b || next === 0x3a) && line.startsWith(program, start)) {
      tag.nameEnd = end;
      if (readAfterName(tag, line)) return program;
    }
    return this.readOtherProgram(line, start);
  }

  readOtherProgram(line: string, start: number): string {
    const { tag } = this;
    if (this.host === '' && line.charCodeAt(start) === 0x5b) return this.readBracketed(line, start);
    tag.nameEnd = endOfName(line, start);
    if (tag.nameEnd > start && readAfterName(tag, line)) {
      return this.programs.take(line, start, tag.nameEnd);
    }
    return this.noProgram(start);
  }

  /** metalog: `[sshd] message`, with no host before it. */
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

  /** `[ID 800047 auth.info] ` of Solaris before the message: sets `msgid` and the priority where there is none. */
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

/** True for `[sshd]` and `[sshd]:`; false for `[13709]` and for an address, which is a host. */
function isBracketed(line: string, start: number, end: number): boolean {
  const close = line.charCodeAt(end - 1) === 0x3a ? end - 2 : end - 1;
  if (line.charCodeAt(close) !== 0x5d || close <= start + 1 || isDigit(line.charCodeAt(start + 1))) return false;
  const colon = line.indexOf(':', start);
  return colon < 0 || colon > close;
}

function skipSpaces(line: string, start: number): number {
  let at = start;
  while (line.charCodeAt(at) === 0x20) at++;
  return at;
}
