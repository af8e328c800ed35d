const COMPACT = /^\d{14}$/;
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;

/**
 * Reads both times the documents show, `yyyyMMddHHmmss` and RFC 3339.
 *
 * @param text as sent
 * @returns RFC 3339, with `+08:00` where no zone was sent; `null` for anything else, February 30 included
 */
export function chinaTime(text: string): string | null {
  if (RFC_3339.test(text)) {
    if (!exists(text, 5, 8, 11, 14, 17)) return null;
    const written = `${text.slice(0, 10)}T${text.slice(11).toUpperCase()}`;
    return hasZone(written) ? written : `${written}+08:00`;
  }
  if (!COMPACT.test(text) || !exists(text, 4, 6, 8, 10, 12)) return null;
  const [date, time] = [text.slice(0, 8), text.slice(8)];
  return `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4)}+08:00`;
}

function hasZone(written: string): boolean {
  const sign = written.charAt(written.length - 6);
  return written.endsWith('Z') || sign === '+' || sign === '-';
}

/** Whether there is such a time; the numbers say where month, day, hour, minute and second start. */
function exists(text: string, month: number, day: number, hour: number, minute: number, second: number): boolean {
  const inYear = twoDigits(text, month);
  const inMonth = twoDigits(text, day);
  return (
    inYear >= 1 &&
    inYear <= 12 &&
    inMonth >= 1 &&
    inMonth <= daysInMonth(Number(text.slice(0, 4)), inYear) &&
    twoDigits(text, hour) <= 23 &&
    twoDigits(text, minute) <= 59 &&
    twoDigits(text, second) <= 60
  );
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
