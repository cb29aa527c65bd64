import { escapeHtml } from '../html.js';

/** What a mail says. Every text may hold what people chose; none is taken for markup or for a line of its own. */
export interface Letter {
  subject: string;
  paragraphs: readonly string[];
  /** What to do about it. */
  link?: { label: string; url: string };
}

/** A letter as it is sent: as text, and as HTML for programs that prefer it. */
export interface RenderedLetter {
  subject: string;
  text: string;
  html: string;
}

/** Renders a letter; `host` says which instance it comes from. */
export function renderLetter({ subject, paragraphs, link }: Letter, host: string): RenderedLetter {
  const lines = paragraphs.map(oneLine);
  const footer = oneLine(`Sent by Gatehouse at ${host}.`);
  return {
    subject: oneLine(subject),
    text: [...lines, ...(link ? [`${oneLine(link.label)}:\n${link.url}`] : []), `-- \n${footer}`].join(
      '\n\n',
    ),
    html: [
      '<!doctype html><html><body>',
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      ...(link ? [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(oneLine(link.label))}</a></p>`] : []),
      `<p><small>${escapeHtml(footer)}</small></p>`,
      '</body></html>',
    ].join('\n'),
  };
}

/** Without line ends, other control characters, and those that turn the direction of writing. */
const oneLine = (text: string): string => text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
