import { FOLDERS } from './folders.js';

const folder = process.env.MUTATED_FOLDER;

/** The tests of one folder; `runner.js` decides which of them run, and when. */
export default {
  rootDir: '../..',
  testEnvironment: folder.startsWith('src/server/') ? 'node' : '<rootDir>/test/jsdom-environment.js',
  runtime: '<rootDir>/test/runtime.cjs',
  testMatch: FOLDERS[folder].map((tests) => `<rootDir>/${tests.endsWith('.ts') ? tests : `${tests}/**/*.test.ts`}`),
  // Thousands of schedules: minutes for each change that nothing else notices.
  testPathIgnorePatterns: ['/test/contract/schedules.test.ts'],
  transform: { '^.+\\.[jt]s$': '<rootDir>/bench/mutation/transform.js' },
  transformIgnorePatterns: ['/node_modules/', '/bench/'],
  runner: '<rootDir>/bench/mutation/runner.js',
  reporters: [],
  testTimeout: 30_000,
};
