import { escapeHtml } from '../../html.js';
import { repositoryPath } from '../repositories/repository-name.js';
import type { CommitResult } from './results.js';

/** A text of Markdown, and what it is as HTML. */
export interface MarkdownText {
  text: string;
  html: string;
}

const repositoryUrl = ({ repository: { name } }: CommitResult): string => repositoryPath(name);

/** The path of the page of a commit. */
export const commitUrlOf = (result: CommitResult): string =>
  `${repositoryUrl(result)}/-/commit/${result.oid}`;

/** The repository, who wrote it, and its first line. */
export function commitLabel(result: CommitResult): MarkdownText {
  const url = commitUrlOf(result);
  const [subject = ''] = result.message.trimStart().split('\n');
  const repository = link(result.repository.name, repositoryUrl(result));
  const author = link(result.author.name, url);
  const title = link(subject, url);
  return {
    text: `${repository.text} › ${author.text}: ${title.text}`,
    html: `<p>${repository.html} › ${author.html}: ${title.html}</p>`,
  };
}

/** The beginning of its id, and how long ago it was written. */
export function commitDetail(result: CommitResult, now: Date): MarkdownText {
  const url = commitUrlOf(result);
  const id = result.oid.slice(0, 7);
  const ago = timeAgo(new Date(result.author.date), now);
  return {
    text: `[\`${id}\` ${ago}](${url})`,
    html: `<p><a href="${escapeHtml(url)}"><code>${id}</code> ${ago}</a></p>`,
  };
}

/** What matches, in a fence that says what it is. */
export function commitBody({ kind, content }: CommitResult): MarkdownText {
  const info = kind === 'diff' ? 'diff' : 'COMMIT_EDITMSG';
  // Longer than any in the content, which would end it.
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return {
    text: `${fence}${info}\n${content}\n${fence}`,
    html: `<pre><code class="language-${info}">${escapeHtml(content)}\n</code></pre>`,
  };
}

/** SECURITY: what a commit says is shown as text: it neither links nor marks up. */
function link(text: string, url: string): MarkdownText {
  return {
    text: `[${text.replaceAll(/[\\[\]`<>*_]/g, '\\$&')}](${url})`,
    html: `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`,
  };
}

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

function timeAgo(date: Date, now: Date): string {
  const seconds = (now.getTime() - date.getTime()) / 1000;
  if (Number.isNaN(seconds)) return 'at an unknown time';
  for (const [unit, size] of units) {
    const count = Math.trunc(seconds / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}
