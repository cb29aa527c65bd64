import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, linter, lintGutter, lintKeymap } from '@codemirror/lint';
import { searchKeymap } from '@codemirror/search';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { useEffect, useRef } from 'react';
import { site } from '../site';

interface EditorProps {
  label: string;
  /** What it opens with. Another text is another editor. */
  text: string;
  readOnly?: boolean;
  onChange: (text: string) => void;
}

/** An editor for JSON with comments, with marks where it is none. */
export function Editor({ label, text, readOnly = false, onChange }: EditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });

  useEffect(() => {
    if (!place.current) return;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(site.styleNonce),
          EditorState.readOnly.of(readOnly),
          EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false' }),
          EditorView.lineWrapping,
          lineNumbers(),
          history(),
          indentOnInput(),
          bracketMatching(),
          json(),
          syntaxHighlighting(colors),
          linter(({ state }) => problems(state.doc.toString())),
          lintGutter(),
          // Escape, then Tab, leaves the editor by the keyboard.
          keymap.of([...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
          looks,
        ],
      }),
    });
    return () => view.destroy();
  }, [label, text, readOnly]);

  return <div ref={place} className="card editor" />;
}

/** Where a text is no JSON with comments. */
function problems(text: string): Diagnostic[] {
  const errors: ParseError[] = [];
  parse(text, errors, { allowTrailingComma: true });
  return errors.map(({ error, offset, length }) => ({
    from: Math.min(offset, text.length),
    to: Math.min(offset + Math.max(length, 1), text.length),
    severity: 'error',
    message: printParseErrorCode(error)
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase(),
  }));
}

const looks = EditorView.theme({
  '&': { fontSize: '0.875rem', minHeight: '20rem', maxHeight: '70vh' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mantine-font-family-monospace)' },
  '.cm-content': { caretColor: 'var(--mantine-color-text)' },
  '.cm-gutters': { background: 'transparent', color: 'var(--mantine-color-dimmed)', border: 'none' },
  '&.cm-focused': { outline: '2px solid var(--mantine-color-anchor)', outlineOffset: '-1px' },
  '.cm-tooltip': {
    background: 'var(--mantine-color-body)',
    color: 'var(--mantine-color-text)',
    border: '1px solid var(--line)',
  },
  // The marks of the library are pictures as data: URLs, which pages do not load.
  '.cm-lint-marker-error': {
    content: '""',
    width: '0.6em',
    height: '0.6em',
    borderRadius: '50%',
    background: 'var(--mantine-color-error)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--mantine-color-error)',
  },
  '.cm-panels': { background: 'var(--mantine-color-body)', color: 'var(--mantine-color-text)' },
});

const colors = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--code-name)' },
  { tag: tags.string, color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-value)' },
  { tag: tags.comment, color: 'var(--mantine-color-dimmed)' },
]);
