/**
 * Loaded with `--require` into a process that a test starts: connections to the host in TEST_HOST go to loopback, to the port in
 * TEST_PORT, as an entry in a hosts file and a tunnel would have it.
 */
const net = require('node:net');
const tls = require('node:tls');

const { TEST_HOST, TEST_PORT } = process.env;
for (const module of [net, tls]) {
  const { connect } = module;
  module.connect = (options, ...rest) =>
    connect(
      options?.host === TEST_HOST ? { ...options, host: '127.0.0.1', port: Number(TEST_PORT) } : options,
      ...rest,
    );
}
