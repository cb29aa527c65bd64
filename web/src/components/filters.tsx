import { Group, NativeSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './icons';
import { useSettled } from './settled';
import { useUrlState } from './url-state';

/** What narrows a list, and beside it what can be done there. */
export function Filters({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <Group align="flex-end" justify="space-between">
      <Group align="flex-end" flex="1 1 20rem">
        {children}
      </Group>
      {actions}
    </Group>
  );
}

/** A field that narrows a list while one types. The address has its text as `q`. */
export function SearchFilter({ label }: { label: string }) {
  const url = useUrlState();
  const typed = useSettled(url.get('q'), (q) => url.set({ q }, { replace: true }));
  return (
    <TextInput
      type="search"
      label={label}
      value={typed.value}
      leftSection={<Icon name="search" size={16} />}
      onChange={({ currentTarget }) => typed.change(currentTarget.value)}
      flex="1 1 14rem"
      maw="26rem"
    />
  );
}

interface ChoiceFilterProps {
  label: string;
  /** What the address calls it. */
  name: string;
  /** The choices as the address has them, and what they say. The empty one is what counts without any. */
  choices: Record<string, string>;
}

/** A field that narrows a list to one of a few kinds. */
export function ChoiceFilter({ label, name, choices }: ChoiceFilterProps) {
  const url = useUrlState();
  const value = url.get(name);
  return (
    <NativeSelect
      label={label}
      value={Object.hasOwn(choices, value) ? value : ''}
      onChange={({ currentTarget }) => url.set({ [name]: currentTarget.value })}
      data={Object.entries(choices).map(([choice, text]) => ({ value: choice, label: text }))}
      maw="16rem"
    />
  );
}
