/** A warning about a file, with what is in it as data. */
export interface FileWarning {
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Returns the warning that what is there now is not what was read. */
export function otherFile(path: string, savedFingerprint: string, savedOffset: number): FileWarning {
  return {
    summary: `${path}: not the file that was read before, or cut back since: it is read from its beginning; what the earlier one had behind byte ${savedOffset} has not been read`,
    data: { path, savedFingerprint, savedOffset },
  };
}

/** Returns the warning that a file has less than was read of it before. */
export function endsBefore(path: string, offset: number): FileWarning {
  return { summary: `${path}: ends before byte ${offset}, up to which it had been read`, data: { path, offset } };
}

/** Returns the warning that a followed file was cut back, and its content is gone. */
export function cutBackWhileFollowed(path: string, end: number): FileWarning {
  return {
    summary: `${path}: cut back to less than the ${end} bytes that had been read, or written anew: it is read from its beginning; what was written between the last look and the cut is lost, so have it rotated by renaming`,
    data: { path, end },
  };
}

/** Returns the warning that a followed file was cut back, and a copy has all that was read of it, and maybe more. */
export function cutBackWithCopy(path: string, end: number, copy: string): FileWarning {
  return {
    summary: `${path}: cut back behind byte ${end}; ${copy} has what it was, and is read on from there: only what was written between the copy and the cut is lost, so have it rotated by renaming`,
    data: { path, end, copy },
  };
}

/** Returns the warning that a file that had not been read to its end can no longer be found. */
export function lost(
  path: string,
  { fingerprint, offset }: { fingerprint: string | null; offset: number },
): FileWarning {
  return {
    summary: `${path}: the file that was read before is no longer there, not under the name of a rotated one either: what it had behind byte ${offset} has not been read; keep rotated files for longer`,
    data: { path, fingerprint, offset },
  };
}

/** Returns the warning that nothing is at a path that is followed. */
export function notThere(error: { readonly message: string }, path: string): FileWarning {
  return { summary: `${error.message.replace(/[^?]$/, '$&.')} It is read as soon as it is there`, data: { path } };
}

/** Returns the warning that no file matches a pattern. */
export function noMatch(pattern: string): FileWarning {
  return { summary: `${pattern}: matches no file yet; those that come are read`, data: { pattern } };
}

/** Returns the warning that a followed file cannot be opened or read. */
export function unreadable(path: string, reason: string, pauseMs: number): FileWarning {
  return { summary: `${reason}; it is tried again in ${pauseMs / 1000} s`, data: { path, pauseMs } };
}

/** Returns the warning that a followed file can be read again. */
export function readableAgain(path: string, failures: number): FileWarning {
  return { summary: `${path}: is read again, from where it was left`, data: { path, failures } };
}

/** Returns the warning that a file does not hold lines of text. */
export function foreign(path: string, kind: string): FileWarning {
  return { summary: `${path}: is ${kind}; nothing of it has been read`, data: { path, kind } };
}

/** Returns the warning that some bytes of a file are not UTF-8. */
export function notUtf8(path: string, offset: number): FileWarning {
  return {
    summary: `${path}: has bytes that are not UTF-8, the first in the line at byte ${offset}: they are read as U+FFFD; have it written in UTF-8, or convert it (iconv -f ISO-8859-1 -t UTF-8)`,
    data: { path, offset },
  };
}

/** Returns the warning that the end of a line is not in sight. */
export function longLine(path: string, offset: number): FileWarning {
  return {
    summary: `${path}: the line at byte ${offset} has had no end for 64 MiB; it is read on and left out; if this is not a log file, give another`,
    data: { path, offset },
  };
}
