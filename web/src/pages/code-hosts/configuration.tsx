import { Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useBlocker } from 'react-router';
import { useAsk, useChange } from '../../api/queries';
import { Confirm } from '../../components/confirm';
import { Editor } from '../../components/json-editor';
import { LoadingFailed, Problem } from '../../components/messages';
import { Time } from '../../components/time';
import { CodeHostConfigDocument, UpdateCodeHostDocument } from '../../generated/operations';
import { type CodeHost, useCodeHost } from './code-host';

/** Editing a connection, with what is secret left out. */
export function Component() {
  const host = useCodeHost();
  const { data, error, refetch } = useAsk(CodeHostConfigDocument, { id: host.id });
  if (error && !data) return <LoadingFailed error={error} retry={refetch} />;
  if (!data?.node || !('config' in data.node)) return <Skeleton height={300} />;
  return <Edit key={host.id} host={host} config={data.node.config} />;
}

function Edit({ host, config }: { host: CodeHost; config: string }) {
  // What the edit began from; what was saved takes its place.
  const [base, setBase] = useState({ displayName: host.displayName, config });
  const [displayName, setDisplayName] = useState(base.displayName);
  const [text, setText] = useState(base.config);
  const update = useChange(UpdateCodeHostDocument);
  const changed = displayName !== base.displayName || text !== base.config;
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => changed && currentLocation.pathname !== nextLocation.pathname,
  );
  const save = () =>
    update.mutate(
      { input: { id: host.id, displayName: displayName.trim(), config: text } },
      {
        onSuccess: ({ updateExternalService: saved }) => {
          setBase({ displayName: displayName.trim(), config: saved.config });
          setDisplayName(displayName.trim());
          setText(saved.config);
          notifications.show({ message: `${displayName.trim()} is saved.` });
        },
      },
    );
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Last changed <Time at={host.updatedAt} />
        {host.lastUpdater && ` by ${host.lastUpdater.username}`}. <code>REDACTED</code> stands for a secret
        that is stored. Left so, it stays, as long as <code>url</code> is the same.
      </Text>
      <TextInput
        label="Name"
        value={displayName}
        onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
        autoComplete="off"
        maxLength={255}
        maw="30rem"
        required
      />
      <Editor key={base.config} label="Configuration" text={base.config} onChange={setText} />
      <Problem error={update.error} />
      <Group>
        <Button loading={update.isPending} disabled={!changed || displayName.trim() === ''} onClick={save}>
          Save
        </Button>
        <Text size="sm" c="dimmed">
          Escape, then Tab, leaves the editor by the keyboard.
        </Text>
      </Group>
      <Confirm
        open={blocker.state === 'blocked'}
        title="Leave without saving?"
        action="Leave"
        harmful
        cancel="Stay"
        onClose={() => blocker.reset?.()}
        onConfirm={() => blocker.proceed?.()}
      >
        Your changes of the connection would be lost.
      </Confirm>
    </Stack>
  );
}
