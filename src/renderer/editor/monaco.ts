import * as monaco from 'monaco-editor/editor';
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/definitions/sql/register';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
import { complete, type CompletionContext, type Suggestion } from './completions.ts';
import { readColor } from '../state/theme.ts';

/** The editor itself, loaded when the first cell is edited. */
export { monaco };

self.MonacoEnvironment = { getWorker: () => new EditorWorker() };

/** What completion knows, for each model by its address. */
const contexts = new Map<string, () => CompletionContext>();

export function provideContext(model: monaco.editor.ITextModel, context: () => CompletionContext): void {
  const uri = model.uri.toString();
  contexts.set(uri, context);
  model.onWillDispose(() => contexts.delete(uri));
}

const KINDS: Record<Suggestion['kind'], monaco.languages.CompletionItemKind> = {
  relation: monaco.languages.CompletionItemKind.Struct,
  column: monaco.languages.CompletionItemKind.Field,
  cell: monaco.languages.CompletionItemKind.Reference,
  expression: monaco.languages.CompletionItemKind.Variable,
  function: monaco.languages.CompletionItemKind.Function,
  keyword: monaco.languages.CompletionItemKind.Keyword,
  parameter: monaco.languages.CompletionItemKind.Value,
};

monaco.languages.registerCompletionItemProvider('sql', {
  triggerCharacters: ['.', '{', ':', ' '],
  provideCompletionItems(model, position) {
    const context = contexts.get(model.uri.toString())?.();
    if (context === undefined) return { suggestions: [] };
    const text = model.getValue();
    const offset = model.getOffsetAt(position);
    const word = model.getWordUntilPosition(position);
    const range = new monaco.Range(position.lineNumber, word.startColumn, position.lineNumber, word.endColumn);
    const suggestions = complete(text, offset, context).map((each, index) => ({
      label: { label: each.label, description: each.detail },
      insertText: each.insert,
      kind: KINDS[each.kind],
      sortText: String(index).padStart(5, '0'),
      filterText: each.label.replace(/[{}:]/g, ''),
      range,
    }));
    return { suggestions };
  },
});

/** The tokens of the theme on the screen as an editor theme. */
export function applyTheme(dark: boolean): void {
  const hex = (token: string): string => toHex(readColor(token));
  monaco.editor.defineTheme('tracklake', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: 'keyword', foreground: hex('code-keyword') },
      { token: 'operator.sql', foreground: hex('text') },
      { token: 'string', foreground: hex('code-string') },
      { token: 'string.sql', foreground: hex('code-string') },
      { token: 'predefined.sql', foreground: hex('code-function') },
      { token: 'number', foreground: hex('code-number') },
      { token: 'comment', foreground: hex('code-comment'), fontStyle: '' },
      { token: 'predefined', foreground: hex('code-function') },
      { token: 'identifier', foreground: hex('text') },
    ],
    colors: {
      'editor.background': `#${hex('code-background')}`,
      'editor.foreground': `#${hex('text')}`,
      'editorLineNumber.foreground': `#${hex('text-disabled')}`,
      'editorCursor.foreground': `#${hex('accent')}`,
      'editorSuggestWidget.background': `#${hex('raised')}`,
      'editorSuggestWidget.border': `#${hex('line-strong')}`,
      'editorSuggestWidget.selectedBackground': `#${hex('selected')}`,
      'editorSuggestWidget.selectedForeground': `#${hex('text')}`,
      'editorSuggestWidget.highlightForeground': `#${hex('accent')}`,
      'editorSuggestWidget.focusHighlightForeground': `#${hex('accent')}`,
      'editorWidget.background': `#${hex('raised')}`,
      'editorHoverWidget.background': `#${hex('raised')}`,
      focusBorder: '#00000000',
    },
  });
  monaco.editor.setTheme('tracklake');
}

function toHex(color: string): string {
  const parts = color.match(/[\d.]+/g)?.slice(0, 3) ?? ['0', '0', '0'];
  return parts.map(part => Math.round(Number(part)).toString(16).padStart(2, '0')).join('');
}
