/** What the documents say about one field. */
export interface Field {
  /** Where it travels. */
  readonly in: 'path' | 'query' | 'body';
  /** The most characters it may have; the least is 1. */
  readonly max: number;
  readonly optional?: true;
  /** What it may be made of, where the documents say. */
  readonly charset?: 'authorization_code' | 'url';
}

/** One endpoint as the documents describe it: method, path template and every field. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  /** Path with `{field}` where a path field goes. */
  readonly path: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** The texts an answer is useless without; `null` where success has no body. */
  readonly answer: readonly string[] | null;
  /** Of these fields exactly one, or at least one, must be there. */
  readonly oneOf?: { readonly names: readonly string[]; readonly exactly: boolean };
}

/** A request ready to be signed. */
export interface PreparedRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, escaped. */
  readonly url: string;
  /** `undefined` for GET. */
  readonly body: Readonly<Record<string, string>> | undefined;
}
