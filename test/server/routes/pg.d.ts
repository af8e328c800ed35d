/** The part of `pg` that the tests use; the package has no types of its own. */
declare module 'pg' {
  export class Client {
    constructor(options: { connectionString: string });
    on(event: 'error', listener: (error: Error) => void): this;
    connect(): Promise<void>;
    query<Row>(text: string, values?: unknown[]): Promise<{ rows: Row[] }>;
    end(): Promise<void>;
  }
}
