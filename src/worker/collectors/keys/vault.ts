import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** Seals texts with a key that the operating system's store keeps for the desktop app. */
export interface Vault {
  seal(text: string): string;
  /** Undefined where it was sealed with another key, or changed. */
  unseal(sealed: string): string | undefined;
}

const NAME = 'tracklake.vault';

/** Takes the vault's key out of the environment, in which the desktop app passes it, and keeps it for this process's threads. */
export function takeVaultKey(env: NodeJS.ProcessEnv = process.env): void {
  const key = env['TRACKLAKE_VAULT'];
  delete env['TRACKLAKE_VAULT'];
  if (key !== undefined && /^[0-9a-f]{64}$/.test(key)) setEnvironmentData(NAME, key);
}

/** Undefined where there is no operating system's store: in the browser host and on the command line. */
export function openVault(): Vault | undefined {
  const key = getEnvironmentData(NAME);
  return typeof key === 'string' ? vaultOf(Buffer.from(key, 'hex')) : undefined;
}

/** AES-256-GCM; a sealed text is initialisation vector, tag and cipher text, in base64. */
export function vaultOf(key: Buffer): Vault {
  return {
    seal(text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
