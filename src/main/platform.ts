import type { HostInfo } from '../shared/rpc/host.ts';

/** What a host can do that the other may not: windows, native dialogs, other programs. */
export interface HostPlatform {
  readonly kind: HostInfo['kind'];
  readonly version: string;
  /** Null: this host has no native dialogs. */
  readonly dialogs: Dialogs | null;
  /** Null: files can't be opened from here. */
  readonly shell: Shell | null;
  /** Menu commands and files that were handed over, as they come. */
  onEvent(listener: (event: PlatformEvent) => void): () => void;
}

export type PlatformEvent = { kind: 'command'; command: string } | { kind: 'files'; paths: string[] };

export interface FileFilter {
  name: string;
  extensions: string[];
}

export interface Dialogs {
  open(options: {
    title?: string | undefined;
    filters: FileFilter[];
    folders: boolean;
    multiple: boolean;
  }): Promise<string[] | null>;
  save(options: {
    title?: string | undefined;
    defaultName?: string | undefined;
    filters: FileFilter[];
  }): Promise<string | null>;
}

export interface Shell {
  openPath(path: string): Promise<void>;
  reveal(path: string): void;
  openExternal(url: string): Promise<void>;
  printToPdf(path: string, options: { landscape: boolean }): Promise<void>;
}
