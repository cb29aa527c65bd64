import { Box, Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useAsk, useChange } from '../../api/queries';
import { Confirm } from '../../components/confirm';
import { Time } from '../../components/time';
import {
  AccountTokensDocument,
  DeleteServiceAccountDocument,
  DisableServiceAccountDocument,
  EnableServiceAccountDocument,
  type ServiceAccountDetailsFragment,
} from '../../generated/operations';
import { listPath } from './paths';

/** Stopping a service account: for a while, or for good. */
export function DangerZone({ account }: { account: ServiceAccountDetailsFragment }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState<'disable' | 'delete'>();
  const [hard, setHard] = useState(false);
  const disable = useChange(DisableServiceAccountDocument);
  const enable = useChange(EnableServiceAccountDocument);
  const remove = useChange(DeleteServiceAccountDocument);
  const close = () => setAsking(undefined);
  const { id, name } = account;

  return (
    <Box className="card" p="md" maw="40rem">
      <Stack>
        <Title order={2}>Stop it</Title>
        <Group justify="space-between">
          <Text size="sm" maw="24rem">
            {account.state === 'ACTIVE'
              ? 'Disabling stops all of its tokens at once. Enabling lets them work again.'
              : 'It is disabled. Enabling lets its tokens work again.'}
          </Text>
          {account.state === 'ACTIVE' ? (
            <Button variant="default" onClick={() => setAsking('disable')}>
              Disable
            </Button>
          ) : (
            <Button
              loading={enable.isPending}
              onClick={() =>
                enable.mutate(
                  { serviceAccount: id },
                  { onSuccess: () => notifications.show({ message: `${name} is enabled.` }) },
                )
              }
            >
              Enable
            </Button>
          )}
        </Group>
        <Group justify="space-between">
          <Text size="sm" maw="24rem">
            Deleting ends its tokens and frees its name. What it did stays in the audit log.
          </Text>
          <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsking('delete')}>
            Delete
          </Button>
        </Group>
      </Stack>
      <Confirm
        open={asking === 'disable'}
        title={`Disable ${name}?`}
        action="Disable"
        harmful
        busy={disable.isPending}
        error={disable.error}
        onClose={close}
        onConfirm={() => disable.mutate({ serviceAccount: id }, { onSuccess: close })}
      >
        <WhatStops account={account} />
      </Confirm>
      <Confirm
        open={asking === 'delete'}
        title={`Delete ${name}?`}
        action="Delete"
        harmful
        busy={remove.isPending}
        error={remove.error}
        onClose={close}
        onConfirm={() =>
          remove.mutate(
            { serviceAccount: id, hard },
            {
              onSuccess: () => {
                notifications.show({ message: `${name} is deleted.` });
                navigate(listPath, { replace: true });
              },
            },
          )
        }
      >
        <WhatStops account={account} />
        <Checkbox
          mt="md"
          checked={hard}
          onChange={({ currentTarget }) => setHard(currentTarget.checked)}
          label="Delete for good"
          description="Otherwise a site admin can recover it, with its tokens, as long as its name is free."
        />
      </Confirm>
    </Box>
  );
}

/** Which tokens stop working, when they were last used, and who is said to use them. */
function WhatStops({ account }: { account: ServiceAccountDetailsFragment }) {
  return (
    <>
      {account.usedBy && (
        <Text mb="xs" style={{ whiteSpace: 'pre-line', overflowWrap: 'anywhere' }}>
          Used by: {account.usedBy}
        </Text>
      )}
      <Tokens name={account.name} />
    </>
  );
}

function Tokens({ name }: { name: string }) {
  const { data } = useAsk(AccountTokensDocument, { username: name });
  const tokens = data?.user?.accessTokens.nodes;
  if (!tokens) return <Text>Looking for its tokens.</Text>;
  if (tokens.length === 0) return <Text>It has no token that works, so no program will notice.</Text>;
  return (
    <>
      <Text>Programs with these tokens are refused from the next request on:</Text>
      <ul>
        {tokens.slice(0, 10).map(({ id, note, lastUsedAt }) => (
          <li key={id}>
            {note}, last used <Time at={lastUsedAt} />
          </li>
        ))}
        {tokens.length > 10 && <li>and {tokens.length - 10} more</li>}
      </ul>
    </>
  );
}
