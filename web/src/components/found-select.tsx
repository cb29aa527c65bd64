import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

export interface Choice {
  id: string;
  name: string;
}

export interface FoundSelectProps {
  label: string;
  description?: string | undefined;
  placeholder?: string;
  /** What to say when nothing of what was typed is there. */
  nothing: string;
  required?: boolean;
  /** Where a dialog begins. */
  'data-autofocus'?: boolean;
  value: Choice | null;
  onChange: (choice: Choice | null) => void;
}

/** What is typed into a field for something that the server finds, and what to ask it for. */
export function useTyped(value: Choice | null) {
  const [typed, setTyped] = useState(value?.name ?? '');
  const [query] = useDebouncedValue(typed, 250);
  return { typed, setTyped, query: query === value?.name ? null : query || null };
}

/** A field for one of many, found by typing part of a name. */
export function FoundSelect({
  label,
  nothing,
  value,
  onChange,
  found,
  typed,
  onType,
  ...field
}: FoundSelectProps & { found: Choice[]; typed: string; onType: (text: string) => void }) {
  const known = value && !found.some(({ id }) => id === value.id) ? [value, ...found] : found;
  return (
    <Select
      {...field}
      label={label}
      searchable
      clearable
      // A list that opens by itself hides the rest of a dialog that begins with this field.
      openOnFocus={false}
      // The list itself scrolls, and nothing in it: arrows move through a list, but no key reaches a part within.
      withScrollArea={false}
      styles={{ options: { maxHeight: 220, overflowY: 'auto' } }}
      data={known.map(({ id, name }) => ({ value: id, label: name }))}
      // The server has already looked.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={onType}
      value={value?.id ?? null}
      onChange={(id) => onChange(known.find((choice) => choice.id === id) ?? null)}
      nothingFoundMessage={nothing}
      clearButtonProps={{ 'aria-label': `No ${label.toLowerCase()}` }}
    />
  );
}
