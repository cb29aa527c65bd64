import type { TokenPolicy } from '../../site';

const dayMs = 86_400_000;
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** What stands for a date of one's own, and for none, among the choices. */
export const custom = 'custom';
export const never = 'never';

/** The longest life of a token, in days. */
export const maxDays = ({ defaultExpirationDays, expirationOptionDays }: TokenPolicy): number =>
  Math.max(defaultExpirationDays, ...expirationOptionDays);

/** The lives that the policy offers, with the day on which each ends. */
export function expiryChoices(policy: TokenPolicy, now = new Date()): { value: string; label: string }[] {
  const days = [...new Set([...policy.expirationOptionDays, policy.defaultExpirationDays])].sort(
    (a, b) => a - b,
  );
  return [
    ...days.map((count) => ({
      value: String(count),
      label: `${count} ${count === 1 ? 'day' : 'days'} (${date.format(now.getTime() + count * dayMs)})`,
    })),
    { value: custom, label: 'A date…' },
    ...(policy.allowNoExpiration ? [{ value: never, label: 'No expiration' }] : []),
  ];
}

/** A day as date fields have it, in local time. */
export const dayOf = (at: Date): string =>
  [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, '0')).join('-');

/** The days between which a date of one's own lies. */
export const dayBounds = (policy: TokenPolicy, now = new Date()) => ({
  min: dayOf(now),
  max: dayOf(new Date(now.getTime() + maxDays(policy) * dayMs)),
});

/** How long the token works, in seconds; null for ever. A chosen day is over when it is over here. */
export function lifeSeconds(
  choice: string,
  day: string,
  policy: TokenPolicy,
  now = new Date(),
): number | null {
  if (choice === never) return null;
  const longest = maxDays(policy) * 86_400;
  if (choice !== custom) return Number(choice) * 86_400;
  const seconds = Math.floor((new Date(`${day}T23:59:59`).getTime() - now.getTime()) / 1000);
  return Math.min(seconds, longest);
}
