import ts from 'typescript';

/** TypeScript's own libraries, parsed once per test file: `lib.dom.d.ts` alone is larger than everything that is compiled here. */
const libraries = new Map<string, ts.SourceFile | undefined>();

/** A program as `ts.createProgram` makes it, which does not check TypeScript's own libraries; those of packages it does. */
export function createProgram(
  files: string[],
  given: ts.CompilerOptions,
  change?: (host: ts.CompilerHost) => void,
): ts.Program {
  const options = { skipDefaultLibCheck: true, ...given };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  const folder = ts.getDefaultLibFilePath(options).replace(/[^/]*$/, '');
  host.getSourceFile = (name, version, ...rest) => {
    if (!name.startsWith(folder)) return getSourceFile(name, version, ...rest);
    const key = JSON.stringify([name, typeof version === 'object' ? { ...version, jsDocParsingMode: 0 } : version]);
    if (!libraries.has(key)) libraries.set(key, getSourceFile(name, version, ...rest));
    return libraries.get(key);
  };
  change?.(host);
  return ts.createProgram(files, options, host);
}
