import { Autocomplete, Button, Group, NativeSelect, SimpleGrid, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useSettled } from '../../components/settled';
import { entities, type FilterName, filterNames } from './filter';

interface FilterBarProps {
  get: (name: FilterName) => string;
  set: (changes: Record<string, string>) => void;
}

/** Which events are wanted; all that is given must hold. */
export function FilterBar({ get, set }: FilterBarProps) {
  const filtered = filterNames.some((name) => get(name) !== '');
  const field = (name: FilterName, label: string, type?: string) => (
    <TypedField label={label} value={get(name)} onSettled={(value) => set({ [name]: value })} type={type} />
  );
  // On a phone the fields would hide what they are about.
  const [open, setOpen] = useState(filtered || !window.matchMedia('(max-width: 36em)').matches);
  return (
    <>
      <Group hiddenFrom="xs">
        <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Hide the filters' : 'Filter'}
        </Button>
      </Group>
      <SimpleGrid display={open ? undefined : 'none'} cols={{ base: 1, xs: 2, md: 3, lg: 5 }} spacing="sm">
        {field('actor', 'Who (name or id)')}
        <NativeSelect
          label="Kind of actor"
          value={get('kind')}
          onChange={({ currentTarget }) => set({ kind: currentTarget.value })}
          data={[
            { value: '', label: 'Any' },
            { value: 'user', label: 'People' },
            { value: 'service_account', label: 'Service accounts' },
            { value: 'anonymous', label: 'Nobody known' },
          ]}
        />
        <Entity value={get('entity')} onSettled={(entity) => set({ entity })} />
        {field('action', 'Action')}
        <NativeSelect
          label="Outcome"
          value={get('outcome')}
          onChange={({ currentTarget }) => set({ outcome: currentTarget.value })}
          data={[
            { value: '', label: 'Any' },
            { value: 'success', label: 'Success' },
            { value: 'failure', label: 'Failure' },
            { value: 'denied', label: 'Denied' },
          ]}
        />
        {field('ip', 'From address')}
        {field('token', 'Token (id)')}
        {field('since', 'Since', 'datetime-local')}
        {field('until', 'Until', 'datetime-local')}
      </SimpleGrid>
      {filtered && (
        <Group>
          <Button
            variant="default"
            size="xs"
            onClick={() => set(Object.fromEntries(filterNames.map((name) => [name, ''])))}
          >
            Show everything
          </Button>
        </Group>
      )}
    </>
  );
}

interface TypedFieldProps {
  label: string;
  value: string;
  onSettled: (value: string) => void;
  type?: string | undefined;
}

function TypedField({ label, value, onSettled, type = 'text' }: TypedFieldProps) {
  const typed = useSettled(value, onSettled);
  return (
    <TextInput
      label={label}
      type={type}
      value={typed.value}
      onChange={({ currentTarget }) => typed.change(currentTarget.value)}
      autoComplete="off"
      spellCheck={false}
    />
  );
}

function Entity({ value, onSettled }: { value: string; onSettled: (value: string) => void }) {
  const typed = useSettled(value, onSettled);
  return (
    <Autocomplete label="What it happened to" data={entities} value={typed.value} onChange={typed.change} />
  );
}
