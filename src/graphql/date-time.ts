const secondsOfDay = 86_400;
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const days = new Map<number, string>();

/**
 * A point in time as RFC 3339, in UTC and whole seconds. Put together by hand: `toISOString` takes seven times as long,
 * which was a quarter of executing a query for a long list.
 */
export function formatDateTime(date: Date): string {
  const seconds = Math.floor(date.getTime() / 1000);
  const day = Math.floor(seconds / secondsOfDay);
  const second = seconds - day * secondsOfDay;
  const hours = twoDigits[Math.floor(second / 3600)];
  return `${dayText(day)}T${hours}:${twoDigits[Math.floor(second / 60) % 60]}:${twoDigits[second % 60]}Z`;
}

/** The date of a day, counted from 1970; kept for the days that occur, which are few. */
function dayText(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * secondsOfDay * 1000).toISOString().slice(0, -'T00:00:00.000Z'.length);
  if (days.size >= 10_000) days.clear();
  days.set(day, text);
  return text;
}
