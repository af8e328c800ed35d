import { NotificationError } from './notification-error';

/**
 * Parses a text that must be a JSON object.
 *
 * @throws {@link NotificationError} `BAD_PAYLOAD`
 */
export function jsonObject(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NotificationError('BAD_PAYLOAD', 'The content is not a JSON object.');
  }
  return value as Record<string, unknown>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
