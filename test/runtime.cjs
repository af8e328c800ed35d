const { default: Runtime } = require('jest-runtime');

/**
 * Jest's runtime, but a file is compiled once in each environment. Jest compiles it again for each page that a test opens anew
 * (`jest.resetModules`), which took two fifths of the time of the contract tests. Each page still evaluates the file anew: a
 * compiled file is a function, which gets a new `module` and new variables each time it is called.
 */
module.exports = class extends Runtime {
  constructor(...options) {
    super(...options);
    const { executor } = this;
    const compile = executor.compile.bind(executor);
    const files = new Map();
    executor.compile = (source, fileName) => {
      const known = files.get(fileName);
      if (known?.source === source) return known.compiled;
      const compiled = compile(source, fileName);
      files.set(fileName, { source, compiled });
      return compiled;
    };
  }
};
