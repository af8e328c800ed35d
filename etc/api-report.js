import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// It is CommonJS, and its exports are made at run time.
const { CompilerState, Extractor, ExtractorConfig } = createRequire(import.meta.url)('@microsoft/api-extractor');

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The typings of the entries, by the names of their files. */
export const ENTRIES = ['index', 'miniprogram', 'explain', 'react', 'vue', 'server', 'testing', 'testing-server'];

/**
 * What each entry exports, as text, by the entry's name. It reads the bundled typings, so the package must be built.
 *
 * @param {string} typings the folder that holds them
 * @param {string[]} entries which to report
 * @returns {Record<string, string>}
 */
export function reportApi(typings = join(ROOT, 'dist'), entries = ENTRIES) {
  const folder = mkdtempSync(join(tmpdir(), 'weixin-payscore-api-'));
  try {
    const configurations = entries.map((name) => configure(join(typings, `${name}.d.ts`), `${name}.api.md`, folder));
    const [first, ...others] = configurations;
    const compilerState = CompilerState.create(first, {
      additionalEntryPoints: others.map((configuration) => configuration.mainEntryPointFilePath),
    });
    const problems = [];
    for (const configuration of configurations) {
      Extractor.invoke(configuration, {
        compilerState,
        localBuild: true,
        messageCallback(message) {
          message.handled = true;
          if (message.logLevel === 'error') problems.push(message.text);
        },
      });
    }
    if (problems.length) throw new Error(problems.join('\n'));
    return Object.fromEntries(entries.map((name) => [name, readFileSync(join(folder, `${name}.api.md`), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configure(mainEntryPointFilePath, reportFileName, folder) {
  const quiet = { default: { logLevel: 'none' } };
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath,
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            strict: true,
            module: 'ESNext',
            moduleResolution: 'Bundler',
            target: 'ES2022',
            lib: ['ES2022', 'DOM'],
            types: ['node'],
            skipLibCheck: true,
          },
        },
      },
      // A hook's types are those of the main entry, whose own report has them.
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: folder,
        reportTempFolder: join(folder, 'temp'),
        includeForgottenExports: !/^(react|vue)\./.test(reportFileName),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
      },
    },
  });
}

if (resolve(process.argv[1] ?? '') === fileURLToPath(import.meta.url)) {
  for (const [name, report] of Object.entries(reportApi())) writeFileSync(join(ROOT, `etc/api/${name}.api.md`), report);
}
