import type { Check } from './check';
import type { Language } from './language';

/** How a report is printed. */
export interface ReportStyle {
  readonly language: Language;
  readonly json: boolean;
  readonly colour: boolean;
  /** Values that must not be printed, whatever a message was made of. */
  readonly secrets: readonly string[];
}

/**
 * Writes the report of one run.
 *
 * As JSON it is `{ ok, checks: [{ id, ok, message, hint }] }`, `hint` being empty where there is nothing to do.
 *
 * @param checks in the order in which they were made
 * @returns text that ends with a line end
 */
export function writeReport(checks: readonly Check[], { language, json, colour, secrets }: ReportStyle): string {
  const lines = checks.map(({ id, ok, skipped, message, hint }) => ({
    id,
    ok,
    skipped,
    message: printable(withoutSecrets(message[language], secrets)),
    hint: printable(withoutSecrets(hint?.[language] ?? '', secrets)),
  }));
  const ok = checks.every((check) => check.ok);
  if (json) {
    const fields = lines.map(({ id, ok, message, hint }) => ({ id, ok, message, hint }));
    return `${JSON.stringify({ ok, checks: fields }, null, 2)}\n`;
  }
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const text = lines.map(({ id, ok, skipped, message, hint }) => {
    const mark = skipped ? paint(90, '-') : ok ? paint(32, '✓') : paint(31, '✗');
    return `${mark} ${id}: ${message}\n${hint && `    → ${hint}\n`}`;
  });
  return `${text.join('')}${summary(checks.filter((check) => !check.ok).length, language)}\n`;
}

function summary(faults: number, language: Language): string {
  if (language === 'zh') return faults === 0 ? '没有发现问题。' : `发现 ${faults} 个问题。`;
  return faults === 0 ? 'No problem found.' : `${faults} ${faults === 1 ? 'problem' : 'problems'} found.`;
}

/** A shorter value is no secret of WeChat's, and would cut words out of the text. */
const SHORTEST_SECRET = 8;

/** The last defence: no message is made of a secret, but an address that the user gives may contain one. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .reduce((kept, secret) => kept.replaceAll(secret, '***'), text);
}

/** Escapes control characters: an address or a notification could otherwise send commands to the terminal. */
function printable(text: string): string {
  return text.replace(
    // oxlint-disable-next-line no-control-regex
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
