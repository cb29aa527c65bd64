import { expect, test } from 'vitest';
import { bodyOfHunk, DiffParser, diffLine, parseDiff, pathOfDiff } from '../src/git/diff-text.js';

const parsed = (text: string) => parseDiff(Buffer.from(text));

test('what stands in a file is not taken for the name of one', () => {
  const [file, ...others] = parsed(
    [
      'diff --git secret secret',
      '--- secret',
      '+++ secret',
      '@@ -1,2 +1,2 @@',
      '--- open',
      '+++ open',
      ' same',
      '\\ No newline at end of file',
    ].join('\n'),
  );
  expect(others).toEqual([]);
  expect(file).toMatchObject({
    paths: { old: 'secret', new: 'secret' },
    hunks: [{ text: '--- open\n+++ open\n same\n\\ No newline at end of file', added: 1, deleted: 1 }],
  });
});

test('names come out as they are, however git writes them', () => {
  const paths = ['a b\t', '"\\303\\274 \\"x\\"\\n"'].map((name) => {
    return parsed(`diff --git x y\n--- /dev/null\n+++ ${name}\n@@ -0,0 +1 @@\n+x\n`).map(pathOfDiff);
  });
  expect(paths).toEqual([['a b'], ['ü "x"\n']]);
});

test('changes read the same in whatever pieces they come', () => {
  const text = Buffer.from(
    [
      'diff --git old.txt new.txt',
      'similarity index 90%',
      'rename from old.txt',
      'rename to new.txt',
      '--- old.txt',
      '+++ new.txt',
      '@@ -1,2 +1,2 @@ ü',
      ' ü',
      '-',
      '+b',
      '@@ -9 +9 @@',
      '-c',
      '\\ No newline at end of file',
      '+d',
      '\\ No newline at end of file',
      'diff --git empty empty',
      'new file mode 100644',
      'diff --git last last',
      '--- last',
      '+++ last',
      '@@ -0,0 +1 @@',
      '+e',
      '',
    ].join('\n'),
  );
  const whole = parseDiff(text);
  expect(whole.map(({ hunks }) => hunks.map(bodyOfHunk))).toEqual([
    [
      { body: ' ü\n-\n+b\n', oldNoNewlineAt: false },
      { body: '-c\n+d', oldNoNewlineAt: true },
    ],
    [],
    [{ body: '+e\n', oldNoNewlineAt: false }],
  ]);
  for (let size = 1; size < 40; size += 1) {
    const parser = new DiffParser();
    const files = [];
    for (let at = 0; at < text.length; at += size) files.push(...parser.push(text.subarray(at, at + size)));
    expect([...files, ...parser.end()], `${size}`).toEqual(whole);
  }
});

test('a header is told from others by its names, quoted as git quotes them', () => {
  expect(diffLine('a b', 'ü')).toBe('diff --git a b ü');
  expect(diffLine('a"\\\t', '\x01\x7f')).toBe('diff --git "a\\"\\\\\\t" "\\001\\177"');
});
