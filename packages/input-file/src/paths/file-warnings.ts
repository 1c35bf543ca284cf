/** A warning about a file, with what is in it as data. */
export interface FileWarning {
  readonly summary: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What is there now is not what was read. */
export function otherFile(path: string, savedFingerprint: string, savedOffset: number): FileWarning {
  return {
    summary: `${path}: not the file that was read before, or cut back since: it is read from its beginning; what the earlier one had behind byte ${savedOffset} has not been read`,
    data: { path, savedFingerprint, savedOffset },
  };
}

/** There is less than was read before. */
export function endsBefore(path: string, offset: number): FileWarning {
  return { summary: `${path}: ends before byte ${offset}, up to which it had been read`, data: { path, offset } };
}

/** A followed file was cut back, and its content is gone. */
export function cutBackWhileFollowed(path: string, end: number): FileWarning {
  return {
    summary: `${path}: cut back to less than the ${end} bytes that had been read, or written anew: it is read from its beginning; what was written between the last look and the cut is lost, so have it rotated by renaming`,
    data: { path, end },
  };
}

/** A followed file was cut back, and there is a copy that has all that was read, and maybe more. */
export function cutBackWithCopy(path: string, end: number, copy: string): FileWarning {
  return {
    summary: `${path}: cut back behind byte ${end}; ${copy} has what it was, and is read on from there: only what was written between the copy and the cut is lost, so have it rotated by renaming`,
    data: { path, end, copy },
  };
}

/** A file that had not been read to its end cannot be found any more. */
export function lost(
  path: string,
  { fingerprint, offset }: { fingerprint: string | null; offset: number },
): FileWarning {
  return {
    summary: `${path}: the file that was read before is not there any more, under no name of a rotated one either: what it had behind byte ${offset} has not been read; keep rotated files for longer`,
    data: { path, fingerprint, offset },
  };
}

/** Nothing is at a path that is followed. */
export function notThere(error: { readonly message: string }, path: string): FileWarning {
  return { summary: `${error.message.replace(/[^?]$/, '$&.')} It is read as soon as it is there`, data: { path } };
}

/** No file matches a pattern. */
export function noMatch(pattern: string): FileWarning {
  return { summary: `${pattern}: matches no file yet; those that come are read`, data: { pattern } };
}

/** A followed file cannot be opened or read. */
export function unreadable(path: string, reason: string, pauseMs: number): FileWarning {
  return { summary: `${reason}; it is tried again in ${pauseMs / 1000} s`, data: { path, pauseMs } };
}

/** A followed file that could not be opened or read can be read again. */
export function readableAgain(path: string, failures: number): FileWarning {
  return { summary: `${path}: is read again, from where it was left`, data: { path, failures } };
}

/** It holds no lines of text. */
export function foreign(path: string, kind: string): FileWarning {
  return { summary: `${path}: is ${kind}; nothing of it has been read`, data: { path, kind } };
}

/** Some of its bytes are not UTF-8. */
export function notUtf8(path: string, offset: number): FileWarning {
  return {
    summary: `${path}: has bytes that are not UTF-8, the first in the line at byte ${offset}: they are read as U+FFFD; have it written in UTF-8, or convert it (iconv -f ISO-8859-1 -t UTF-8)`,
    data: { path, offset },
  };
}

/** A line has no end in sight. */
export function longLine(path: string, offset: number): FileWarning {
  return {
    summary: `${path}: the line at byte ${offset} has had no end for 64 MiB; it is read on, to be left out; if this is no log file, give another`,
    data: { path, offset },
  };
}
