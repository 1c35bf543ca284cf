import type { TimeZone } from '@correlator/events';

/** The day of an instant, remembered for as long as instants stay within it. */
export function createDayOf(zone: TimeZone): (time: number) => string {
  let [from, to, day] = [0, 0, ''];
  return (time) => {
    if (time < from || time >= to) {
      from = zone.startOfDay(time);
      to = zone.nextMidnight(time);
      day = zone.dayOf(time);
    }
    return day;
  };
}
