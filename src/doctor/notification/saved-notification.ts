import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../check';
import { fileProblem } from '../settings';

/** A notification as a server saved it. */
export interface SavedNotification {
  /** By name, in any case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  /** The raw body; anything but text cannot be verified. */
  readonly body: unknown;
}

/**
 * Reads a file `{ "headers": { … }, "body": "…" }`.
 *
 * @param path relative to `cwd`
 * @throws {@link UsageError} for a file that cannot be read, or does not hold this
 */
export function readSavedNotification(path: string, cwd: string): SavedNotification {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    const problem = fileProblem(error);
    throw new UsageError({ en: `The file cannot be read (${problem}).`, zh: `无法读取文件（${problem}）。` });
  }
  const saved = parse(text);
  const { headers, body } = Object(saved) as Partial<SavedNotification>;
  const isRecord = typeof headers === 'object' && headers !== null && Object.values(headers).every(isHeader);
  if (!isRecord || body === undefined || body === null) {
    throw new UsageError({
      en: 'The file must hold JSON: { "headers": { "Wechatpay-Serial": "…", … }, "body": "the raw body as text" }.',
      zh: '文件内容应为 JSON：{ "headers": { "Wechatpay-Serial": "…", … }, "body": "原始报文文本" }。',
    });
  }
  return { headers, body };
}

function isHeader(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/** A header's text, by its lower-case name; empty where it is absent. */
export function headerOf(headers: SavedNotification['headers'], name: string): string {
  const entry = Object.entries(headers).find(([key]) => key.toLowerCase() === name);
  return [entry?.[1]].flat()[0] ?? '';
}

/**
 * Reads `--at`: the time at which the notification arrived.
 *
 * @param at Unix seconds, an RFC 3339 time, or `sent` for the notification's own time
 * @returns ms since 1970
 * @throws {@link UsageError}
 */
export function readArrival(at: string, { headers }: SavedNotification): number {
  const text = at === 'sent' ? headerOf(headers, 'wechatpay-timestamp') : at;
  const time = /^\d{1,10}$/.test(text)
    ? Number(text) * 1000
    : /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text)
      ? Date.parse(text)
      : NaN;
  if (!Number.isNaN(time)) return time;
  // Whatever the time, the check of that header fails.
  if (at === 'sent') return Date.now();
  throw new UsageError({
    en: '--at must be seconds since 1970, a time such as 2026-01-31T12:00:00+08:00, or "sent".',
    zh: '--at 应为 1970 年以来的秒数、形如 2026-01-31T12:00:00+08:00 的时间，或 sent。',
  });
}
