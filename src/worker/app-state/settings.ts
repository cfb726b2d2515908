import type Database from 'better-sqlite3';
import { settingsSchema, type Settings } from '../../shared/rpc/settings.ts';

type Changes = { [K in keyof Settings]?: Settings[K] | undefined };

export interface SettingsStore {
  get(): Settings;
  change(changed: Changes): Settings;
  reset(): Settings;
}

/** Settings as rows by name. A value that this version can't read counts as not set. */
export function settingsStore(db: Database.Database, defaults: Settings): SettingsStore {
  const all = db.prepare('select key, value from settings');
  const put = db.prepare(
    'insert into settings (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  );

  function get(): Settings {
    const rows = all.all() as { key: string; value: string }[];
    const stored = rows.flatMap(({ key, value }) => {
      const field = settingsSchema.shape[key as keyof Settings];
      const parsed = field?.safeParse(JSON.parse(value));
      return parsed?.success ? [[key, parsed.data]] : [];
    });
    return { ...defaults, ...(Object.fromEntries(stored) as Partial<Settings>) };
  }

  return {
    get,
    change(changed) {
      db.transaction(() => {
        for (const [key, value] of Object.entries(changed))
          if (value !== undefined) put.run(key, JSON.stringify(value));
      }).immediate();
      return get();
    },
    reset() {
      db.prepare('delete from settings').run();
      return get();
    },
  };
}
