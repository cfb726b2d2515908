import tseslint from 'typescript-eslint';
import reactHooks from 'eslint-plugin-react-hooks';

/** Who may import whom (design table): each folder lists what it must not reach. test/unit/import-graph.test.ts holds the same table. */
const forbid = (files, groups, message) => ({
  files,
  rules: { 'no-restricted-imports': ['error', { patterns: groups.map(group => ({ group: [group], message })) }] },
});

export default tseslint.config(
  { ignores: ['node_modules/**', 'out/**', 'src/worker/matrix/wasm/**', 'data/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.ts', 'src/**/*.tsx', 'test/**/*.ts', 'test/**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['test/**'], rules: { '@typescript-eslint/no-non-null-assertion': 'off' } },
  { files: ['src/renderer/**/*.tsx', 'src/renderer/**/*.ts'], ...reactHooks.configs.flat.recommended },
  forbid(
    ['src/shared/**'],
    ['node:*', '**/main/**', '**/worker/**', '**/cell/**', '**/cli/**', '**/renderer/**', 'electron', 'better-sqlite3'],
    'shared runs anywhere: no Node, no DOM, nothing of ours',
  ),
  forbid(
    ['src/renderer/**'],
    ['node:*', '**/main/**', '**/worker/**', '**/cell/**', '**/cli/**', 'electron', 'better-sqlite3'],
    'the renderer imports shared alone; it asks the host for the rest',
  ),
  forbid(
    ['src/worker/**'],
    ['**/main/**', '**/cell/**', '**/cli/**', '**/renderer/**', 'electron', 'node:sqlite'],
    'the worker imports shared alone',
  ),
  forbid(
    ['src/cell/**'],
    ['**/main/**', '**/worker/**', '**/cli/**', '**/renderer/**', 'electron', 'better-sqlite3'],
    'the cell process imports shared alone',
  ),
  forbid(
    ['src/main/**'],
    ['**/worker/**', '**/cell/**', '**/cli/**', '**/renderer/**', 'better-sqlite3', 'node:sqlite'],
    'the host reaches its children over the socket alone',
  ),
);
