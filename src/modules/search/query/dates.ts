import { casual } from 'chrono-node';
import { QueryError } from './query-error.js';

const longestDate = 100;

/**
 * The moment that a date expression names: ISO dates, Unix seconds, `yesterday`, `2 weeks ago`, `november 1 2019`. A day
 * begins at midnight UTC.
 *
 * @throws QueryError
 */
export function dateIn(text: string, now: Date): Date {
  const seconds = /^(\d{9,11})(?: [+-]\d{4})?$/.exec(text.trim())?.[1];
  if (seconds !== undefined) return new Date(Number(seconds) * 1000);
  // Words that only a length of time are count back from now.
  const start = text.length > longestDate ? undefined : (read(text, now) ?? read(`${text} ago`, now));
  if (!start) throw new QueryError(`invalid date "${text.slice(0, longestDate)}"`);
  const date = start.date();
  const isDay = start.isCertain('day') && !start.isCertain('hour') && !isInterval(text);
  if (isDay) date.setUTCHours(0, 0, 0, 0);
  return date;
}

const isInterval = (text: string) => /\bago\b|^\s*\d+\s*[a-z]+\s*$/i.test(text);

const read = (text: string, now: Date) => casual.parse(text, { instant: now, timezone: 'UTC' })[0]?.start;
