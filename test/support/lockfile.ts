export interface Lockfile {
  /** By path in the project; the empty one is the project itself. */
  packages: Record<
    string,
    { version?: string; resolved?: string; integrity?: string; license?: string; dev?: boolean; link?: boolean }
  >;
}

const installed = ({ packages }: Lockfile) => Object.entries(packages).filter(([path]) => path !== '');

/** What could bring in other code than was looked at: a version that may move, a missing hash, a source that is no registry. */
export function faultsOf(lockfile: Lockfile): string[] {
  return installed(lockfile).flatMap(([path, { version, resolved, integrity }]) => {
    if (!/^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version ?? '')) return [`${path}: ${version} is no exact version`];
    if (!/^sha512-/.test(integrity ?? '')) return [`${path} has no SHA-512`];
    return resolved === undefined || /^https:\/\/.*\.tgz$/.test(resolved) ? [] : [`${path} comes from ${resolved}`];
  });
}

export interface Part {
  name: string;
  version: string;
  /** As its package says; empty: it does not. */
  licence: string;
}

/** What the app is made of at run time. `npm sbom --sbom-format cyclonedx --omit dev` writes the same as CycloneDX. */
export function billOf(lockfile: Lockfile): Part[] {
  return installed(lockfile)
    .filter(([, { dev }]) => dev !== true)
    .map(([path, { version = '', license = '' }]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version,
      licence: license,
    }));
}
