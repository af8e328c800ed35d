/* global jest */
// Real engines and package managers, on a machine that may be busy: what fails is printed, and tried once more.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
