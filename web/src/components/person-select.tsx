import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useAsk } from '../api/queries';
import { PeopleChoicesDocument } from '../generated/operations';

interface PersonSelectProps {
  label: string;
  description?: string;
  value: { id: string; username: string } | null;
  onChange: (person: { id: string; username: string } | null) => void;
}

/** A field for one person, found by typing part of a name. */
export function PersonSelect({ label, description, value, onChange }: PersonSelectProps) {
  const [typed, setTyped] = useState(value?.username ?? '');
  const [query] = useDebouncedValue(typed, 250);
  const { data } = useAsk(PeopleChoicesDocument, { query: query === value?.username ? null : query || null });
  const people = (data?.users.nodes ?? []).filter(({ serviceAccount }) => !serviceAccount);
  const known = value && !people.some(({ id }) => id === value.id) ? [value, ...people] : people;
  return (
    <Select
      label={label}
      description={description}
      placeholder="Nobody"
      searchable
      clearable
      data={known.map(({ id, username }) => ({ value: id, label: username }))}
      // The server has already looked.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value?.id ?? null}
      onChange={(id) => onChange(known.find((person) => person.id === id) ?? null)}
      nothingFoundMessage="Nobody of that name"
      clearButtonProps={{ 'aria-label': `No ${label.toLowerCase()}` }}
    />
  );
}
