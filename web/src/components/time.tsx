/** Units and from how many seconds on they are used: months and years say too little about one or a part of one. */
const units: [unit: Intl.RelativeTimeFormatUnit, seconds: number, from: number][] = [
  ['year', 365 * 86_400, 2 * 365 * 86_400],
  ['month', 30 * 86_400, 90 * 86_400],
  ['day', 86_400, 86_400],
  ['hour', 3600, 3600],
  ['minute', 60, 60],
];

const relative = new Intl.RelativeTimeFormat('en');
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'long' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** How far a point in time is from now: `3 hours ago`, `in 12 days`. */
export function fromNow(at: Date, now = new Date()): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  const [unit, length] = units.find(([, , from]) => Math.abs(seconds) >= from) ?? ['second', 1];
  if (unit === 'second') return seconds < 0 ? 'just now' : 'in a moment';
  return relative.format(Math.trunc(seconds / length), unit);
}

const texts = {
  /** How far away. */
  relative: fromNow,
  exact: (date: Date) => short.format(date),
  both: (date: Date) => `${fromNow(date)} (${short.format(date)})`,
};

interface TimeProps {
  at?: string | null;
  otherwise?: string;
  as?: keyof typeof texts;
}

/** A point in time in local time. In every form it is told exactly when one points at it. */
export function Time({ at, otherwise = 'never', as = 'relative' }: TimeProps) {
  if (!at) return <>{otherwise}</>;
  const date = new Date(at);
  return (
    <time dateTime={at} title={exact.format(date)} className="time">
      {texts[as](date)}
    </time>
  );
}

/** Whether a point in time lies within so many days from now. */
export const isWithinDays = (at: string | null, days: number): boolean =>
  at !== null && new Date(at).getTime() - Date.now() < days * 86_400_000;
