import { invalidArgument, ownFields } from '../arguments';
import { checkField } from './check-field';
import type { Operation, PreparedRequest } from './operation';

/**
 * Checks a caller's fields against an operation and puts each where it belongs. Nothing is sent here.
 *
 * @param operation the endpoint
 * @param input the fields in snake_case; `null` and `undefined` ones are dropped
 * @throws `WeixinError` `INVALID_ARGUMENT` naming the field: missing, unknown, too long, or of wrong characters
 */
export function prepareRequest(operation: Operation, input: object): PreparedRequest {
  const given = presentFields(operation, input);
  checkOneOf(operation, given);
  const body: Record<string, string> = {};
  const query: string[] = [];
  let path = operation.path;
  for (const [name, field] of Object.entries(operation.fields)) {
    const value = given[name];
    if (value === undefined) {
      if (!field.optional) throw invalidArgument(name, 'This field is required.');
      continue;
    }
    const text = checkField(value, name, field);
    if (field.in === 'path') path = path.replace(`{${name}}`, () => encodeURIComponent(text));
    else if (field.in === 'query') query.push(`${name}=${encodeURIComponent(text)}`);
    else body[name] = text;
  }
  return {
    method: operation.method,
    url: query.length > 0 ? `${path}?${query.join('&')}` : path,
    body: operation.method === 'POST' ? body : undefined,
  };
}

function presentFields(operation: Operation, input: object): Record<string, unknown> {
  const given = ownFields(input as Record<string, unknown>, 'fields');
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) delete given[name];
    // Dropped in silence, a misspelt optional field would be missing without anyone noticing.
    else if (!Object.hasOwn(operation.fields, name)) throw invalidArgument(name, 'This endpoint has no such field.');
  }
  return given;
}

function checkOneOf({ oneOf }: Operation, given: Record<string, unknown>): void {
  if (!oneOf) return;
  const present = oneOf.names.filter((name) => given[name] !== undefined).length;
  if (present === 0 || (oneOf.exactly && present > 1)) {
    const names = oneOf.names.join(' or ');
    throw invalidArgument(oneOf.names[0]!, `Give ${names}${oneOf.exactly ? ', and only one of them' : ''}.`);
  }
}
