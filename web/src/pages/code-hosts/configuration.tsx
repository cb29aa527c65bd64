import { Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAsk, useChange } from '../../api/queries';
import { JsonForm } from '../../components/json-form';
import { NotYet } from '../../components/messages';
import { Time } from '../../components/time';
import { CodeHostConfigDocument, UpdateCodeHostDocument } from '../../generated/operations';
import { type CodeHost, useCodeHost } from './code-host';

/** Editing a connection, with what is secret left out. */
export function Component() {
  const host = useCodeHost();
  const answer = useAsk(CodeHostConfigDocument, { id: host.id });
  const node = answer.data?.node;
  if (!node || !('config' in node)) return <NotYet answer={answer} height={300} />;
  return <Edit key={host.id} host={host} config={node.config} />;
}

function Edit({ host, config }: { host: CodeHost; config: string }) {
  // What the edit began from; what was saved takes its place.
  const [base, setBase] = useState({ displayName: host.displayName, config, edit: 1 });
  const [displayName, setDisplayName] = useState(base.displayName);
  const [text, setText] = useState(base.config);
  const update = useChange(UpdateCodeHostDocument);
  const name = displayName.trim();
  const save = () =>
    update.mutate(
      { input: { id: host.id, displayName: name, config: text } },
      {
        onSuccess: ({ updateExternalService: saved }) => {
          // A new edit, so that a secret that was typed is no longer on the page.
          setBase({ displayName: name, config: saved.config, edit: base.edit + 1 });
          setDisplayName(name);
          setText(saved.config);
          notifications.show({ message: `${name} is saved.` });
        },
      },
    );
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Last changed <Time at={host.updatedAt} as="both" />
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
      <JsonForm
        label="Configuration"
        base={base.config}
        edit={base.edit}
        onChange={setText}
        changed={displayName !== base.displayName || text !== base.config}
        complete={name !== ''}
        saving={update}
        onSave={save}
        lost="Your changes of the connection would be lost."
      />
    </Stack>
  );
}
