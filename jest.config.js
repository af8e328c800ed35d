import { availableParallelism } from 'node:os';

const transform = {
  '^.+\\.[jt]s$': [
    '@swc/jest',
    { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
  ],
};

/** The folders of `test/` differ in where their code runs, so each is a project of its own. */
const project = (name, testEnvironment, more = {}) => ({
  displayName: name,
  testEnvironment,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  runtime: '<rootDir>/test/runtime.cjs',
  transform,
  ...more,
});

/** For what runs in a page. */
const jsdom = '<rootDir>/test/jsdom-environment.js';

/** For what drives other programs. */
const retry = { setupFilesAfterEnv: ['<rootDir>/test/retry.js'] };

export default {
  projects: [
    project('unit', jsdom),
    project('contract', jsdom),
    project('server', 'node', retry),
    project('doctor', 'node'),
    project('package', 'node', { ...retry, globalSetup: '<rootDir>/test/package/pack.js' }),
    project('types', 'node'),
    project('browser', 'node', retry),
  ],
  reporters: ['default', '<rootDir>/test/titles-reporter.js', '<rootDir>/test/skipped-reporter.js'],
  testSequencer: '<rootDir>/test/sequencer.js',
  // Two more than there are cores, because tests of browsers and servers wait much of their time.
  maxWorkers: availableParallelism() + 2,
  testTimeout: 60_000,
};
