/** Kinds of files that do not hold lines of text, by their first bytes, and what to do about them. */
const kinds: readonly (readonly [magic: string, what: string, fix: string])[] = [
  ['fffe0000', 'UTF-32 text', 'convert it to UTF-8: iconv -f UTF-32 -t UTF-8 FILE'],
  ['0000feff', 'UTF-32 text', 'convert it to UTF-8: iconv -f UTF-32 -t UTF-8 FILE'],
  ['fffe', 'UTF-16 text', 'convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE'],
  ['feff', 'UTF-16 text', 'convert it to UTF-8: iconv -f UTF-16 -t UTF-8 FILE'],
  ['1f8b08', 'compressed with gzip twice', 'uncompress it once: gzip -dc FILE'],
  ['fd377a585a00', 'compressed with xz', 'uncompress it first: xz -dc FILE'],
  ['28b52ffd', 'compressed with zstd', 'uncompress it first: zstd -dc FILE'],
  ['425a6839314159265359', 'compressed with bzip2', 'uncompress it first: bzip2 -dc FILE'],
  ['04224d18', 'compressed with lz4', 'uncompress it first: lz4 -dc FILE'],
  ['1f9d', 'compressed with compress', 'uncompress it first: gzip -dc FILE'],
  ['504b0304', 'a zip archive', 'unpack it first: unzip -p FILE'],
  ['377abcaf271c', 'a 7z archive', 'unpack it first: 7z x -so FILE'],
  ['4c504b5348485248', 'a file of the journal', 'have the journal written out: journalctl -o json --all --file FILE'],
  ['456c6646696c6500', 'an event log of Windows', 'have an agent send its events by syslog'],
  ['53514c69746520666f726d6174203300', 'an SQLite database', 'give the log file instead'],
  ['7f454c46', 'a program (ELF)', 'give the log file instead'],
  ['89504e470d0a1a0a', 'a picture (PNG)', 'give the log file instead'],
  ['255044462d', 'a PDF document', 'give the log file instead'],
  ['d4c3b2a1', 'a packet capture', 'give the log file instead'],
  ['0a0d0d0a', 'a packet capture', 'give the log file instead'],
];

const known = kinds.map(([magic, what, fix]) => ({ magic: Buffer.from(magic, 'hex'), text: `${what}; ${fix}` }));

/** Where a tar archive says that it is one: behind the name of its first file. */
const tarMagicAt = 257;

/** Returns what a file whose content begins with `head` is instead of a log file, and the fix; undefined if it may be a log file. */
export function foreignContent(head: Buffer): string | undefined {
  const tar = head.toString('latin1', tarMagicAt, tarMagicAt + 5) === 'ustar';
  if (tar) return 'a tar archive; unpack it first: tar -xOf FILE';
  return known.find(({ magic }) => head.subarray(0, magic.length).equals(magic))?.text;
}

/** How much of a line is looked at, and which part of that may be other than text: at most one in eight. */
const looked = 256;
const share = 8;

/** Returns whether a line has bytes that text does not have: it is of a binary file, or damaged. */
export function isBinary(line: string): boolean {
  const length = Math.min(line.length, looked);
  let strange = 0;
  for (let at = 0; at < length; at++) {
    const code = line.charCodeAt(at);
    if (code === 0) return true;
    if (code === 0xfffd || (code < 0x20 && code !== 0x09 && code !== 0x1b)) strange++;
  }
  return strange * share > length;
}
