import { join } from 'node:path';
import { z } from 'zod';
import { TracklakeError } from '../../../shared/errors.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import { stateFolder } from './state-folder.ts';
import { openVault, type Vault } from './vault.ts';

/** Where a source's key is, without the key. */
export type KeyState =
  | { kind: 'missing' }
  | { kind: 'environment'; variable: string }
  /** `sealed`: by the operating system's store; else a file that only this person can read. */
  | { kind: 'stored'; sealed: boolean }
  /** Sealed by the desktop app, and not to be opened here. */
  | { kind: 'locked' };

/** The keys of sources: never in a lakehouse, a log, an error or a job's parameters. */
export interface KeyStore {
  read(source: string): string | undefined;
  state(source: string): KeyState;
  write(source: string, key: string): void;
  remove(source: string): void;
  /** How a key that is written now will be kept. */
  readonly seals: boolean;
}

const fileSchema = z.record(z.string(), z.object({ sealed: z.boolean(), value: z.string() }));
type Keys = z.infer<typeof fileSchema>;

export const keyVariable = (source: string): string => `TRACKLAKE_${source.toUpperCase()}_KEY`;

export function openKeyStore(
  folder = stateFolder(),
  vault: Vault | undefined = openVault(),
  env: NodeJS.ProcessEnv = process.env,
): KeyStore {
  const path = join(folder, 'keys.json');
  const load = (): Keys => {
    const parsed = fileSchema.safeParse(readPrivate(path));
    return parsed.success ? parsed.data : {};
  };
  const save = (keys: Keys): void => writePrivate(path, `${JSON.stringify(keys, null, 2)}\n`);

  return {
    seals: vault !== undefined,
    read(source) {
      const given = env[keyVariable(source)];
      if (given) return given;
      const stored = load()[source];
      if (stored === undefined) return undefined;
      const key = stored.sealed ? vault?.unseal(stored.value) : stored.value;
      if (key !== undefined) return key;
      throw new TracklakeError(
        'forbidden',
        `the key for ${source} is sealed by the desktop app: set ${keyVariable(source)}, or enter it again`,
      );
    },
    state(source) {
      if (env[keyVariable(source)]) return { kind: 'environment', variable: keyVariable(source) };
      const stored = load()[source];
      if (stored === undefined) return { kind: 'missing' };
      if (stored.sealed && vault?.unseal(stored.value) === undefined) return { kind: 'locked' };
      return { kind: 'stored', sealed: stored.sealed };
    },
    write(source, key) {
      const value = vault === undefined ? key : vault.seal(key);
      save({ ...load(), [source]: { sealed: vault !== undefined, value } });
    },
    remove(source) {
      save(Object.fromEntries(Object.entries(load()).filter(([name]) => name !== source)));
    },
  };
}
