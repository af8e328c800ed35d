import { readFileSync } from 'node:fs';

const lockFile = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

/**
 * What a user of this package installs: its dependency, its optional peers, and what these need in turn. From the lock file,
 * so in the versions that the tests ran with.
 *
 * @returns {Map<string, { name: string, version: string, license?: string, integrity?: string }>} by the place in node_modules
 */
export function userInstalls() {
  const { '': root, ...packages } = lockFile.packages;
  const found = new Map();

  function visit(name, from) {
    // As Node resolves: the nearest node_modules upwards.
    for (let folder = from; ; folder = folder.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
      const path = `${folder && folder + '/'}node_modules/${name}`;
      if (path in packages) return add(name, path);
      if (!folder) return;
    }
  }

  function add(name, path) {
    if (found.has(path)) return;
    const { version, license, integrity, dependencies, peerDependencies } = packages[path];
    found.set(path, { name, version, license, integrity });
    for (const needed of Object.keys({ ...dependencies, ...peerDependencies })) visit(needed, path);
  }

  for (const name of Object.keys({ ...root.dependencies, ...root.peerDependencies })) visit(name, '');
  return found;
}
