const COMPACT = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;
const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)?$/;

/**
 * Reads both times the documents show, `yyyyMMddHHmmss` and RFC 3339.
 *
 * @param text as sent
 * @returns RFC 3339, with `+08:00` where no zone was sent; `null` for anything else, February 30 included
 */
export function chinaTime(text: string): string | null {
  const parts = COMPACT.exec(text) ?? RFC_3339.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction = '', zone = '+08:00'] = parts;
  const daysInMonth = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  const exists =
    inRange(month, 1, 12) &&
    inRange(day, 1, daysInMonth) &&
    inRange(hour, 0, 23) &&
    inRange(minute, 0, 59) &&
    inRange(second, 0, 60);
  return exists ? `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone.toUpperCase()}` : null;
}

function inRange(digits: string | undefined, least: number, most: number): boolean {
  const value = Number(digits);
  return value >= least && value <= most;
}
