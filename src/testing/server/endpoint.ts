/** A v3 request that passed the gateway's checks. */
export interface EndpointCall {
  /** Percent-decoded. */
  path: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
}

/** One v3 interface: what it answers to a request whose signature is right. */
export interface Endpoint {
  method: 'GET' | 'POST';
  /** With `:name` for path parameters. */
  path: string;
  /** The body of a 200, or `null` for 204. Throws Refusal. */
  answer(call: EndpointCall): object | null;
}
