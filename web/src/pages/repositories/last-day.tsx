import { TextInput } from '@mantine/core';
import { dayOf } from '../access-tokens/expiry';

/** Until when a grant holds, as the last day of it; the empty text for good. */
export function LastDay({ value, onChange }: { value: string; onChange: (day: string) => void }) {
  return (
    <TextInput
      type="date"
      label="Last day"
      description="When it is over the grant ends by itself. Without one it does not."
      value={value}
      min={dayOf(new Date())}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

/** The end of a day here, for the server. */
export const endOf = (day: string): string | null =>
  day === '' ? null : `${new Date(`${day}T23:59:59`).toISOString().slice(0, 19)}Z`;
