import jestConfig from './jest.config.js';

/**
 * What `npm run mutation -- FOLDER` changes, and the tests that must notice: those that mirror the folder. The page half's tests
 * need jsdom, the server half's Node.
 */
const FOLDERS = {
  protocol: { mutate: 'src/protocol', tests: ['unit/protocol', 'contract'] },
  bridge: { mutate: 'src/bridge', tests: ['unit/bridge', 'contract'] },
  notifications: { mutate: 'src/server/notifications', tests: ['server/notifications'] },
  'config-signer': { mutate: 'src/server/config-signer', tests: ['server/config-signer'] },
  wechatpay: { mutate: 'src/server/wechatpay', tests: ['server/wechatpay'] },
};

const { MUTATION_FOLDER = 'config-signer' } = process.env;
const { mutate, tests } = FOLDERS[MUTATION_FOLDER];
const [project] = tests[0].split('/');
const { testEnvironment, transform } = jestConfig.projects.find(({ displayName }) => displayName === project);

export default {
  testRunner: 'jest',
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  mutate: [mutate + '/**/*.ts'],
  jest: {
    projectType: 'custom',
    enableFindRelatedTests: false,
    config: {
      testEnvironment,
      transform,
      testTimeout: jestConfig.testTimeout,
      testMatch: tests.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
    },
  },
  // Text alone changes nothing that a program decides by; messages have tests of their own.
  mutator: { excludedMutations: ['StringLiteral'] },
  ignoreStatic: true,
  concurrency: 1,
  dryRunTimeoutMinutes: 20,
  timeoutMS: 30_000,
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: `coverage/mutation-${MUTATION_FOLDER}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
};
