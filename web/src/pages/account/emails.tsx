import { Badge, Box, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChange } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Empty, Problem } from '../../components/messages';
import { AddEmailDocument } from '../../generated/operations';
import { type Account, useAccount } from './account';
import { EmailMenu } from './email-menu';

/** The email addresses of a person. */
export function Component() {
  const account = useAccount();
  return (
    <Stack maw="46rem">
      <Box className="card" p={{ base: 'xs', sm: 'md' }}>
        {account.emails.length === 0 ? (
          <Empty title="No addresses">Without one, nobody signs in by email or gets mail.</Empty>
        ) : (
          <DataTable
            label="Email addresses"
            columns={[...columns, menuColumn(account.id)]}
            rows={account.emails}
            keyOf={({ email }) => email}
          />
        )}
      </Box>
      <AddEmail userId={account.id} />
    </Stack>
  );
}

type Email = Account['emails'][number];

const columns: Column<Email>[] = [
  { name: 'Address', show: ({ email }) => email },
  {
    name: 'State',
    show: ({ isPrimary, verified }) => (
      <Group gap="xs">
        {isPrimary && <Badge variant="light">Primary</Badge>}
        <Badge variant="light" color={verified ? 'green' : 'orange'}>
          {verified ? 'Verified' : 'Not verified'}
        </Badge>
      </Group>
    ),
  },
];

const menuColumn = (userId: string): Column<Email> => ({
  name: 'Actions',
  end: true,
  show: (email) => <EmailMenu userId={userId} email={email} />,
});

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
