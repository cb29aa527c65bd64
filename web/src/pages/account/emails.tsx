import { Badge, Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { List } from '../../components/list';
import { Empty, Problem } from '../../components/messages';
import { AddEmailDocument } from '../../generated/operations';
import { type Account, useAccount } from './account';
import { EmailMenu } from './email-menu';

/** The email addresses of a person. */
export function Component() {
  const account = useAccount();
  return (
    <Stack maw="46rem">
      <List
        label="Email addresses"
        columns={[
          ...columns,
          {
            name: 'Actions',
            end: true,
            show: (email) => <EmailMenu userId={account.id} email={email} />,
          },
        ]}
        found={{ nodes: account.emails.map((address) => ({ id: address.email, ...address })) }}
        empty={<Empty title="No addresses">Without one, nobody signs in by email or gets mail.</Empty>}
      />
      <AddEmail userId={account.id} />
    </Stack>
  );
}

const columns: Column<Account['emails'][number]>[] = [
  { name: 'Address', show: ({ email }) => email },
  {
    name: 'State',
    show: ({ isPrimary, verified }) => (
      <Group gap="xs">
        {isPrimary && <Badge>Primary</Badge>}
        <Badge color={verified ? 'green' : 'orange'}>{verified ? 'Verified' : 'Not verified'}</Badge>
      </Group>
    ),
  },
];

function AddEmail({ userId }: { userId: string }) {
  const [email, setEmail] = useState('');
  const add = useChange(AddEmailDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ user: userId, email: email.trim() }, { onSuccess: () => setEmail('') });
  };
  return (
    <Box className="card" p="md">
      <form onSubmit={submit}>
        <Stack>
          <Group align="flex-end">
            <TextInput
              type="email"
              label="Another address"
              value={email}
              onChange={({ currentTarget }) => setEmail(currentTarget.value)}
              autoComplete="off"
              maxLength={320}
              required
              withAsterisk={false}
              style={{ flex: '1 1 14rem' }}
            />
            <Button type="submit" loading={add.isPending}>
              Add
            </Button>
          </Group>
          <Text size="sm" c="dimmed">
            It counts once it is verified.
          </Text>
          <Problem error={add.error} />
        </Stack>
      </form>
    </Box>
  );
}
