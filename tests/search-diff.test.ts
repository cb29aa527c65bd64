import { expect, test } from 'vitest';
import { parseDiff, pathOfDiff } from '../src/modules/search/diff-text.js';

test('what stands in a file is not taken for the name of one', () => {
  const [file, ...others] = parseDiff(
    [
      'diff --git a/secret b/secret',
      '--- a/secret',
      '+++ b/secret',
      '@@ -1,2 +1,2 @@',
      '--- a/open',
      '+++ b/open',
      ' same',
      '\\ No newline at end of file',
    ].join('\n'),
  );
  expect(others).toEqual([]);
  expect(file).toMatchObject({
    newPath: 'secret',
    hunks: [{ lines: ['--- a/open', '+++ b/open', ' same', '\\ No newline at end of file'] }],
  });
});

test('names come out as they are, however git writes them', () => {
  const paths = ['a b\t', '"\\303\\274 \\"x\\"\\n"'].map((name) => {
    const quoted = name.startsWith('"');
    const header = quoted ? `"b/${name.slice(1)}` : `b/${name}`;
    return parseDiff(`diff --git x y\n--- /dev/null\n+++ ${header}\n@@ -0,0 +1 @@\n+x\n`).map(pathOfDiff);
  });
  expect(paths).toEqual([['a b'], ['ü "x"\n']]);
});
