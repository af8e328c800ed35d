const EIGHT_HOURS = 8 * 3600_000;

/** The time in Beijing as `2015-05-20T13:29:35+08:00`. */
export function rfc3339(now: number): string {
  return `${new Date(now + EIGHT_HOURS).toISOString().slice(0, 19)}+08:00`;
}

/** The time in Beijing as `yyyyMMddHHmmss`. */
export function compactTime(now: number): string {
  return rfc3339(now).slice(0, 19).replace(/\D/g, '');
}

/** The calendar day in Beijing, for what is counted per day. */
export function beijingDay(now: number): string {
  return rfc3339(now).slice(0, 10);
}
