let lastSecond = Number.NaN;
let lastText = '';

/** A time (ms since 1970 UTC) as ISO 8601; `-` where it is unknown. Neighbours in a log mostly share their second. */
export function isoTime(time: number): string {
  const second = Math.floor(time / 1_000);
  if (second !== lastSecond) {
    if (Number.isNaN(time)) return '-';
    lastText = new Date(second * 1_000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  const ms = Math.floor(time - second * 1_000);
  return `${lastText}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`;
}
