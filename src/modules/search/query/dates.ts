import { casual, type ParsedComponents } from 'chrono-node';
import { QueryError } from './query-error.js';

const longestDate = 100;

/**
 * The moment that a date expression names: ISO dates, Unix seconds, `yesterday`, `2 weeks ago`, `november 1 2019`, and
 * what git writes and reads (`2.weeks.ago`). A day begins at midnight UTC, and what comes again and again is the last
 * one: `may`, `monday`, `3pm`.
 *
 * @throws QueryError
 */
export function dateIn(text: string, now: Date): Date {
  const seconds = /^@?(\d{9,11})(?: [+-]\d{4})?$/.exec(text.trim())?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  const words = text.length > longestDate ? '' : inWords(text.trim());
  // Words that only a length of time are count back from now.
  const start = read(words, now) ?? read(`${words} ago`, now);
  if (!start) throw new QueryError(`invalid date "${text.slice(0, longestDate)}"`);
  const date = start.date();
  const namesDay = start.isCertain('day') || start.isCertain('weekday') || start.isCertain('month');
  if (namesDay && !start.isCertain('hour') && !isInterval(words)) date.setUTCHours(0, 0, 0, 0);
  if (date > now && !/\b(?:next|this|in)\b/i.test(words)) toLast(date, start);
  return date;
}

/** Git's own form of dates has the year behind the time, and its words may stand between dots. */
const inWords = (text: string): string =>
  text
    .replace(/^([a-z]{3}) ([a-z]{3}) +(\d{1,2}) ([\d:]{8}) (\d{4})( [+-]\d{4})?$/i, '$1, $3 $2 $5 $4$6')
    .replace(/^(?=.*[a-z]{3})[a-z\d]+(?:\.[a-z\d]+)+$/i, (dotted) => dotted.replaceAll('.', ' '));

const isInterval = (text: string) => /\bago\b|^\s*\d+\s*[a-z]+\s*$/i.test(text);

/** Of what comes every year, week or day the one before. */
function toLast(date: Date, start: ParsedComponents): void {
  if (start.isCertain('month')) {
    if (!start.isCertain('year')) date.setUTCFullYear(date.getUTCFullYear() - 1);
  } else if (start.isCertain('weekday')) date.setUTCDate(date.getUTCDate() - 7);
  else if (start.isCertain('hour')) date.setUTCDate(date.getUTCDate() - 1);
}

/** A text that is a date from its beginning to its end. */
function read(text: string, now: Date): ParsedComponents | undefined {
  const [found] = casual.parse(text, { instant: now, timezone: 'UTC' });
  const isAll =
    found && /^(?:on )?$/i.test(text.slice(0, found.index) + text.slice(found.index + found.text.length));
  return isAll ? found.start : undefined;
}
