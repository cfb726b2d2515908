import { safeStorage } from 'electron';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The key that seals the sources' keys. It lies in the state folder, encrypted by the operating system's own store
 * (Keychain, DPAPI, libsecret or KWallet), and is made when it is first needed. Undefined where there is no such store:
 * on Linux without a keyring the encryption would be with a password that everybody knows, which is none.
 */
export function vaultKey(stateFolder: string): string | undefined {
  if (!safeStorage.isEncryptionAvailable()) return undefined;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return undefined;
  const file = join(stateFolder, 'vault');
  if (existsSync(file)) {
    try {
      return safeStorage.decryptString(readFileSync(file));
    } catch {
      renameSync(file, `${file}.unreadable`); // of another login or machine; what it sealed has to be entered again
    }
  }
  const key = randomBytes(32).toString('hex');
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  writeFileSync(file, safeStorage.encryptString(key), { mode: 0o600 });
  return key;
}
