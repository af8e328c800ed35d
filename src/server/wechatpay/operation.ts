import { invalidArgument, ownFields } from '../arguments';
import { checkField, type Fields } from './fields';

/** One endpoint as the documents describe it: method, path template and every field. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  /** Path with `{field}` where a path field goes. */
  readonly path: string;
  readonly fields: Fields;
  /** The texts an answer needs, each with the values it may have, `null` for any; `null` where success has no body. */
  readonly answer: Readonly<Record<string, readonly string[] | null>> | null;
  /** The same for texts that an answer may leave out. */
  readonly optionalAnswer?: Readonly<Record<string, readonly string[]>>;
  /** Of these fields exactly one, or at least one, must be given. */
  readonly oneOf?: { readonly names: readonly string[]; readonly exactly: boolean };
}

/** A request ready to be signed. */
export interface PreparedRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, escaped. */
  readonly path: string;
  /** JSON; empty for GET. */
  readonly body: string;
  /** The texts that were given, by field: what an answer repeats of them must be the same. */
  readonly asked: Readonly<Record<string, string>>;
}

/**
 * Checks a caller's fields against an operation and puts each where it belongs. Nothing is sent here.
 *
 * @param operation the endpoint
 * @param input the fields in snake_case; `null` and `undefined` ones are dropped
 * @throws `WeixinError` `INVALID_ARGUMENT` naming the field: missing, unknown, too long, or of wrong characters
 */
export function prepareRequest(operation: Operation, input: object): PreparedRequest {
  const given = checkFields(operation.fields, input, 'fields');
  checkOneOf(operation, given);
  const asked: Record<string, string> = Object.create(null) as Record<string, string>;
  const body: Record<string, unknown> = {};
  const query: string[] = [];
  let path = operation.path;
  for (const [name, value] of Object.entries(given)) {
    const place = operation.fields[name]!.in;
    if (typeof value === 'string') asked[name] = value;
    if (place === 'body') body[name] = value;
    else if (place === 'query') query.push(`${name}=${encodeURIComponent(value as string)}`);
    else path = path.replace(`{${name}}`, () => encodeURIComponent(value as string));
  }
  return {
    method: operation.method,
    path: query.length > 0 ? `${path}?${query.join('&')}` : path,
    body: operation.method === 'POST' ? JSON.stringify(body) : '',
    asked,
  };
}

/** Copies the given fields in their documented order, each of them checked. */
function checkFields(fields: Fields, input: unknown, argument: string): Record<string, unknown> {
  const given = ownFields(input as Record<string, unknown>, argument);
  const prefix = argument === 'fields' ? '' : `${argument}.`;
  for (const [name, value] of Object.entries(given)) {
    // Dropped silently, a misspelt optional field would be missing without anyone noticing.
    if (value !== undefined && value !== null && !Object.hasOwn(fields, name)) {
      throw invalidArgument(prefix + name, 'This endpoint has no such field.');
    }
  }
  const checked: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined || value === null) {
      if (!field.optional) throw invalidArgument(prefix + name, 'This field is required.');
    } else if (field.fields) checked[name] = checkFields(field.fields, value, prefix + name);
    else checked[name] = checkField(value, prefix + name, field);
  }
  return checked;
}

function checkOneOf({ oneOf }: Operation, given: Record<string, unknown>): void {
  if (!oneOf) return;
  const present = oneOf.names.filter((name) => given[name] !== undefined).length;
  if (present === 0 || (oneOf.exactly && present > 1)) {
    const names = oneOf.names.join(' or ');
    throw invalidArgument(oneOf.names[0]!, `Give ${names}${oneOf.exactly ? ', and only one of them' : ''}.`);
  }
}
