import { invalidArgument } from './invalid-argument';
import type { Store } from './store';

/**
 * Requires the four verbs of a {@link Store}.
 *
 * @param value what the caller gave
 * @throws `WeixinError` `INVALID_ARGUMENT`
 */
export function checkStore(value: Store): Store {
  const complete =
    typeof value === 'object' &&
    value !== null &&
    (['get', 'set', 'claim', 'release'] as const).every((verb) => typeof value[verb] === 'function');
  if (!complete) {
    throw invalidArgument(
      'store',
      'Give memoryStore(), redisStore(client), or an object with get, set, claim and release.',
    );
  }
  return value;
}
