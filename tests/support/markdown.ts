import { readdirSync, readFileSync } from 'node:fs';

/** Every page for people, by its path. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

export const readPage = (path: string): string => readFileSync(path, 'utf8');

/** A fenced block of a page, with the `json` or `text` block right behind it: what it answers. */
export interface CodeBlock {
  language: string;
  text: string;
  line: number;
  answer?: CodeBlock;
}

const fence = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let end = 0;
  for (const match of markdown.matchAll(fence)) {
    const [whole, indent = '', language = '', text = ''] = match;
    const block: CodeBlock = {
      language,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
      line: markdown.slice(0, match.index).split('\n').length,
    };
    const previous = blocks.at(-1);
    const follows = markdown.slice(end, match.index).trim() === '';
    if (previous && follows && (language === 'json' || language === 'text')) previous.answer = block;
    else blocks.push(block);
    end = match.index + whole.length;
  }
  return blocks;
}

/** The page without its fenced blocks. */
export const prose = (markdown: string): string => markdown.replaceAll(fence, '');

/** Cells of every row below the heading of a section, in all its tables, without their own headings. */
export function tableRows(markdown: string, heading?: string): string[][] {
  const from = heading === undefined ? 0 : markdown.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`there is no section "${heading}"`);
  const [level = ''] = /^#+/.exec(heading ?? '') ?? [];
  const rest = markdown.slice(from + (heading?.length ?? 0) + 1);
  const section = level ? (rest.split(new RegExp(`^#{1,${level.length}} `, 'm'))[0] ?? '') : rest;
  const lines = section.split('\n');
  return lines
    .filter((line, index) => line.startsWith('|') && !isRule(line) && !isRule(lines[index + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

const isRule = (line: string) => /^\|[-| ]+\|$/.test(line);

/** The texts between backticks. */
export const quoted = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, inside]) => inside ?? '');

/** A text as a page gives it, where `…` stands for anything. */
export const asPattern = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}$`, 's');
