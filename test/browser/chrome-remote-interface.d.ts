declare module 'chrome-remote-interface' {
  interface Session {
    send(method: string, params?: object): Promise<never>;
    on(event: string, listener: (params: never) => void): void;
    close(): Promise<void>;
  }
  interface Target {
    id: string;
  }
  interface Options {
    host: string;
    port: number;
    local?: boolean;
    target?: Target;
    id?: string;
  }
  function CDP(options: Options): Promise<Session>;
  namespace CDP {
    function New(options: Options): Promise<Target>;
    function Close(options: Options): Promise<void>;
  }
  export = CDP;
}
