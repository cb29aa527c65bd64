import { type Measured, wholeCpu } from './rounds.js';

/** A Markdown table. The first column is text, the others are numbers. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** A number as people read it: `1,234`, `12.3`, `1.23`. */
export function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return Number.isInteger(value)
    ? value.toLocaleString('en')
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

/** How much more the first costs than the second. */
export function percentDearer(cost: number, than: number): string {
  const percent = (cost / than - 1) * 100;
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

export const costColumns = [
  'requests/s',
  'of the floor',
  'of bare Yoga',
  'p50 ms',
  'p99 ms',
  'CPU µs per request',
  'with Postgres',
];

export const costCells = (
  measured: Measured,
  { floor, yoga }: { floor: Measured; yoga: Measured },
): string[] => [
  number(Math.round(measured.perSecond)),
  times(measured.perSecond / floor.perSecond),
  times(measured.perSecond / yoga.perSecond),
  number(measured.p50),
  number(measured.p99),
  number(measured.cpu),
  measured.postgresCpu === undefined ? 'n/a' : number(wholeCpu(measured)),
];
