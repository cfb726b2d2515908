import { useEffect, useRef, useState } from 'react';
import type * as Monaco from 'monaco-editor/editor';
import { statementAt, type TextPart } from '../../shared/domain/notebook-statements.ts';
import { useTheme } from '../state/theme.ts';
import type { CompletionContext } from './completions.ts';
import './sql-editor.css';

export interface EditorProblem {
  message: string;
  /** UTF-16 index into the text. */
  offset: number;
  length: number;
  severity: 'error' | 'warning';
}

export interface SqlEditorProps {
  /** The text at the beginning; from then on the editor has it. */
  value: string;
  onChange: (value: string) => void;
  context: () => CompletionContext;
  problems: readonly EditorProblem[];
  /** Keys of the notebook inside the editor. `part`: what is selected, or the statement at the cursor among several. */
  onRun: (then: 'stay' | 'next', part: TextPart | null) => void;
  onLeave: () => void;
  onFormat: (text: string) => Promise<string>;
  label: string;
  fontSize?: number;
}

const LINE = 19;
const PADDING = 8;

/** A SQL editor as high as its text. It takes the focus when it appears. */
export function SqlEditor(props: SqlEditorProps) {
  const { value, problems, label, fontSize = 13 } = props;
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<Monaco.editor.IStandaloneCodeEditor | null>(null);
  const [loaded, setLoaded] = useState<typeof import('./monaco.ts') | null>(null);
  const theme = useTheme();
  const latest = useRef(props);
  const [height, setHeight] = useState(() => value.split('\n').length * LINE + 2 * PADDING);

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    let gone = false;
    void import('./monaco.ts').then(module => !gone && setLoaded(module));
    return () => {
      gone = true;
    };
  }, []);

  useEffect(() => {
    const element = place.current;
    if (loaded === null || element === null) return;
    const { monaco, applyTheme, provideContext } = loaded;
    applyTheme(document.documentElement.dataset.theme === 'dark' || matchMedia('(prefers-color-scheme: dark)').matches);
    const model = monaco.editor.createModel(latest.current.value, 'sql');
    provideContext(model, () => latest.current.context());
    const created = monaco.editor.create(element, { ...OPTIONS, model, fontSize, ariaLabel: label });
    editor.current = created;
    created.onDidContentSizeChange(({ contentHeight }) => setHeight(contentHeight));
    created.onDidChangeModelContent(() => latest.current.onChange(created.getValue()));
    const { KeyMod, KeyCode } = monaco;
    created.addCommand(KeyMod.CtrlCmd | KeyCode.Enter, () => latest.current.onRun('stay', partToRun(created)));
    created.addCommand(KeyMod.Shift | KeyCode.Enter, () => latest.current.onRun('next', partToRun(created)));
    created.addCommand(KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF, () => void reformat(created, latest.current.onFormat));
    created.addCommand(
      KeyCode.Escape,
      () => latest.current.onLeave(),
      '!suggestWidgetVisible && !findWidgetVisible && !renameInputVisible && !parameterHintsVisible && !inSnippetMode && !editorHasMultipleSelections',
    );
    created.setPosition(model.getPositionAt(model.getValueLength()));
    created.focus();
    setHeight(created.getContentHeight());
    return () => {
      created.dispose();
      model.dispose();
      editor.current = null;
    };
  }, [loaded, fontSize, label]);

  useEffect(() => loaded?.applyTheme(theme === 'dark'), [loaded, theme]);

  useEffect(() => {
    const current = editor.current;
    if (current === null || value === current.getValue()) return;
    // the text was changed from elsewhere: formatting, an earlier version
    current.pushUndoStop();
    const range = current.getModel()?.getFullModelRange();
    if (range !== undefined) current.executeEdits('notebook', [{ range, text: value }]);
    current.pushUndoStop();
  }, [value]);

  useEffect(() => {
    const model = editor.current?.getModel();
    if (loaded === null || model == null) return;
    const markers = problems.map(problem => {
      const start = model.getPositionAt(problem.offset);
      const end = model.getPositionAt(problem.offset + Math.max(1, problem.length));
      return {
        message: problem.message,
        severity:
          problem.severity === 'error' ? loaded.monaco.MarkerSeverity.Error : loaded.monaco.MarkerSeverity.Warning,
        startLineNumber: start.lineNumber,
        startColumn: start.column,
        endLineNumber: end.lineNumber,
        endColumn: end.column,
      };
    });
    loaded.monaco.editor.setModelMarkers(model, 'sqlite', markers);
  }, [loaded, problems]);

  return (
    <div
      className="sql-editor"
      style={{ height: Math.max(height, LINE + 2 * PADDING) }}
      data-ready={loaded !== null || undefined}
    >
      <div ref={place} className="sql-editor-place" />
      {loaded === null && <pre className="sql-editor-waiting">{value}</pre>}
    </div>
  );
}

function partToRun(editor: Monaco.editor.IStandaloneCodeEditor): TextPart | null {
  const model = editor.getModel();
  const selection = editor.getSelection();
  if (model === null || selection === null) return null;
  const offset = model.getOffsetAt(selection.getStartPosition());
  if (selection.isEmpty()) return statementAt(model.getValue(), offset);
  const text = model.getValueInRange(selection);
  return text.trim() === '' ? null : { text, offset };
}

async function reformat(
  editor: Monaco.editor.IStandaloneCodeEditor,
  format: (text: string) => Promise<string>,
): Promise<void> {
  const text = await format(editor.getValue());
  const range = editor.getModel()?.getFullModelRange();
  if (range === undefined || text === editor.getValue()) return;
  editor.pushUndoStop();
  editor.executeEdits('format', [{ range, text }]);
  editor.pushUndoStop();
}

const OPTIONS: Monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  scrollBeyondLastLine: false,
  minimap: { enabled: false },
  lineNumbers: 'off',
  glyphMargin: false,
  folding: false,
  lineDecorationsWidth: 0,
  lineNumbersMinChars: 0,
  padding: { top: PADDING, bottom: PADDING },
  lineHeight: LINE,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontLigatures: false,
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  overviewRulerBorder: false,
  renderLineHighlight: 'none',
  scrollbar: { vertical: 'hidden', horizontalScrollbarSize: 8, alwaysConsumeMouseWheel: false },
  wordWrap: 'on',
  fixedOverflowWidgets: true,
  contextmenu: false,
  links: false,
  quickSuggestions: { other: true, comments: false, strings: false },
  wordBasedSuggestions: 'off',
  suggest: { showWords: false, showIcons: true },
  tabSize: 2,
  bracketPairColorization: { enabled: false },
  unicodeHighlight: { ambiguousCharacters: false },
  occurrencesHighlight: 'off',
};
