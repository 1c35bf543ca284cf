// A BSD syslog line as a record, written by hand for logs that are what they should be.
const year = 2026;
const months = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, month) => [
    name,
    month,
  ]),
);

let stamp = '';
let stampTime = 0;

/** @param {string} text @param {number} start */
function timeOf(text, start) {
  if (text.startsWith(stamp, start) && stamp !== '') return stampTime;
  stamp = text.slice(start, start + 15);
  const [hours, minutes, seconds] = [stamp.slice(7, 9), stamp.slice(10, 12), stamp.slice(13, 15)].map(Number);
  stampTime = Date.UTC(year, months.get(stamp.slice(0, 3)) ?? 0, Number(stamp.slice(4, 6)), hours, minutes, seconds);
  return stampTime;
}

/** A record of the line from `start` to `end`. @param {string} text @param {number} start @param {number} end */
export function parseLine(text, start, end) {
  const time = timeOf(text, start);
  const hostEnd = text.indexOf(' ', start + 16);
  const tagEnd = text.indexOf(':', hostEnd);
  if (hostEnd < 0 || tagEnd < 0 || tagEnd > end) return undefined;
  const host = text.slice(start + 16, hostEnd);
  const message = text.slice(tagEnd + 2, end);
  if (text.charCodeAt(tagEnd - 1) !== 93) {
    return { time, host, program: text.slice(hostEnd + 1, tagEnd), pid: -1, message };
  }
  const bracket = text.indexOf('[', hostEnd);
  const pid = Number(text.slice(bracket + 1, tagEnd - 1));
  return { time, host, program: text.slice(hostEnd + 1, bracket), pid, message };
}
