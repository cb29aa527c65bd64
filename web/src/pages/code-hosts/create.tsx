import { Box, Checkbox, PasswordInput, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { PageHeader } from '../../components/page';
import { useUrlState } from '../../components/url-state';
import { AddCodeHostDocument } from '../../generated/operations';
import { type Field, isComplete, type KindOfHost, kinds, type Values } from './kinds';
import { codeHostsPath, pathOfCodeHost } from './paths';

/** A new code host connection, of the kind that the address names. */
export function Component() {
  const url = useUrlState();
  const [displayName, setDisplayName] = useState('');
  const name = kinds[url.get('kind')] ? url.get('kind') : 'other';
  const host = kinds[name];
  return (
    <Stack maw="46rem">
      <PageHeader
        title="Add code host connection"
        lead="Its repositories are listed at once, and copied one after the other."
        trail={[{ to: codeHostsPath, name: 'Code host connections' }]}
      />
      <Box className="card" p="md">
        <Stack>
          <SegmentedControl
            aria-label="Kind of code host"
            color="accent"
            value={name}
            onChange={(kind) => url.set({ kind }, { replace: true })}
            data={Object.entries(kinds).map(([value, { name: label }]) => ({ value, label }))}
          />
          <TextInput
            label="Name"
            description="For people to read: Git server of the data team."
            value={displayName}
            onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
            autoComplete="off"
            maxLength={255}
            required
            autoFocus
          />
          {host && <HostForm key={name} host={host} displayName={displayName.trim()} />}
        </Stack>
      </Box>
    </Stack>
  );
}

/** What a connection of one kind needs to know. */
function HostForm({ host, displayName }: { host: KindOfHost; displayName: string }) {
  const navigate = useNavigate();
  const [values, setValues] = useState<Values>(
    Object.fromEntries(host.fields.map(({ name, initial = '' }) => [name, initial])),
  );
  const add = useChange(AddCodeHostDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const config = JSON.stringify(host.configOf(values), null, 2);
    add.mutate(
      { input: { kind: host.kind, displayName, config } },
      { onSuccess: ({ addExternalService }) => navigate(pathOfCodeHost(addExternalService.id)) },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {host.fields.map(
          (field) =>
            (field.shown?.(values) ?? true) && (
              <HostField
                key={field.name}
                field={field}
                value={values[field.name] ?? ''}
                onChange={(value) => setValues({ ...values, [field.name]: value })}
              />
            ),
        )}
        <FormEnd
          action="Add"
          busy={add.isPending}
          incomplete={displayName === '' || !isComplete(host, values)}
          error={add.error}
          cancel={codeHostsPath}
        />
      </Stack>
    </form>
  );
}

interface HostFieldProps {
  field: Field;
  value: string;
  onChange: (value: string) => void;
}

function HostField({ field, value, onChange }: HostFieldProps) {
  const { label, description, type, required } = field;
  const common = { label, description, required, autoComplete: 'off', spellCheck: false };
  const typed = {
    ...common,
    value,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => onChange(currentTarget.value),
    autoCapitalize: 'none',
  };
  switch (type) {
    case 'tick':
      return (
        <Checkbox
          label={label}
          description={description}
          checked={value !== ''}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? 'yes' : '')}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...typed}
          // Otherwise browsers offer the password of the person.
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': `Show or hide the ${label.toLowerCase()}` }}
        />
      );
    case 'lines':
    case 'secret lines':
      return (
        <Textarea
          {...typed}
          autosize
          minRows={type === 'lines' ? 3 : 2}
          maxRows={20}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
      );
    case 'line':
      return <TextInput {...typed} />;
  }
}
