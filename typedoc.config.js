import { Converter } from 'typedoc';

/** The entries of package.json that have declarations, by their file. */
const ENTRIES = {
  index: 'weixin-payscore',
  explain: 'weixin-payscore/explain',
  react: 'weixin-payscore/react',
  vue: 'weixin-payscore/vue',
  miniprogram: 'weixin-payscore/miniprogram',
  server: 'weixin-payscore/server',
  testing: 'weixin-payscore/testing',
  'testing-server': 'weixin-payscore/testing/server',
};

/** Names each module as it is imported. */
function nameModules({ converter }) {
  converter.on(Converter.EVENT_CREATE_DECLARATION, (_, reflection) => {
    if (reflection.parent?.isProject() && ENTRIES[reflection.name]) reflection.name = ENTRIES[reflection.name];
  });
}

/** The reference of every export, from the declarations that are published. */
export default {
  name: 'weixin-payscore',
  entryPoints: Object.keys(ENTRIES).map((file) => `dist/${file}.d.ts`),
  tsconfig: 'typedoc.tsconfig.json',
  out: 'docs/api',
  plugin: [nameModules],
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  sort: ['kind', 'alphabetical'],
  validation: { invalidLink: true, notExported: true },
  // Parts of types that a reader sees where they are used.
  intentionallyNotExported: [
    'Beacon',
    'BusinessViewArguments',
    'CHECKS',
    'ClientPlatform',
    'DocumentedCode',
    'JsApi',
    'Misspelt',
    'NoParams',
    'Plain',
    'Recording',
    'SharedPage',
    'SharedPageWithText',
    'SignedPackage',
    'ToPage',
    'TransferParams',
    'WithRequiredParams',
    'errmsgs',
  ],
  treatWarningsAsErrors: true,
};
