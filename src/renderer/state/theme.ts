import { createStore, useStore, type Store } from './store.ts';

export type ThemeSetting = 'system' | 'light' | 'dark';
export type Theme = 'light' | 'dark';

/** What is on the screen is being put on paper: light, whatever was chosen. */
export const printing: Store<boolean> = createStore(false);

const systemDark = matchMedia('(prefers-color-scheme: dark)');

export const themeSetting: Store<ThemeSetting> = createStore(readSetting());
const theme: Store<Theme> = createStore(resolve());

/** The theme on the screen now; charts and the editor redraw when it changes. */
export const useTheme = (): Theme => useStore(theme);
export const useThemeSetting = (): ThemeSetting => useStore(themeSetting);

/** Keeps the root element in step with the setting and the system. Call once, before the first paint. */
export function startTheme(): void {
  const apply = () => {
    const setting = printing.get() ? 'light' : themeSetting.get();
    if (setting === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = setting;
    theme.set(resolve());
  };
  themeSetting.subscribe(() => {
    localStorage.setItem('theme', themeSetting.get());
    apply();
  });
  systemDark.addEventListener('change', apply);
  printing.subscribe(apply);
  apply();
}

function resolve(): Theme {
  if (printing.get()) return 'light';
  const setting = themeSetting.get();
  if (setting !== 'system') return setting;
  return systemDark.matches ? 'dark' : 'light';
}

function readSetting(): ThemeSetting {
  const stored = localStorage.getItem('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** The colours that canvas drawing and the editor need as plain `rgb(…)` values, read from the tokens as they are now. */
export interface ThemeColors {
  theme: Theme;
  /** Ten categories, in the order in which they are given out. */
  categories: readonly string[];
  /** From little to much. */
  heat: readonly string[];
  text: string;
  textMuted: string;
  textFaint: string;
  surface: string;
  raised: string;
  line: string;
  grid: string;
  axis: string;
  accent: string;
  ok: string;
  warn: string;
  error: string;
  fontUi: string;
}

export function readThemeColors(): ThemeColors {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const color = (token: string): string => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  try {
    return {
      theme: theme.get(),
      categories: Array.from({ length: 10 }, (_, index) => color(`chart-${index + 1}`)),
      heat: Array.from({ length: 6 }, (_, index) => color(`heat-${index}`)),
      text: color('text'),
      textMuted: color('text-muted'),
      textFaint: color('text-faint'),
      surface: color('surface'),
      raised: color('raised'),
      line: color('line'),
      grid: color('chart-grid'),
      axis: color('chart-axis'),
      accent: color('accent'),
      ok: color('ok'),
      warn: color('warn'),
      error: color('error'),
      fontUi: getComputedStyle(document.body).fontFamily,
    };
  } finally {
    probe.remove();
  }
}

/** Any token's colour as `rgb(…)`: `readColor('code-keyword')`. */
export function readColor(token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
