import { Menu, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { ConfirmChange } from '../../components/confirm-change';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import { CancelPermissionSyncDocument, type PermissionSyncRowFragment } from '../../generated/operations';
import { type Subject, useSync } from './use-sync';

const subjectOf = ({ subject }: PermissionSyncRowFragment): Subject =>
  subject.__typename === 'Repository'
    ? { kind: 'repository', id: subject.id, name: subject.name }
    : { kind: 'account', id: subject.id, name: subject.username };

/** What can be done with a sync: taking it back while it waits, or having it done again. */
export function SyncMenu({ sync }: { sync: PermissionSyncRowFragment }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const again = useSync();
  const subject = subjectOf(sync);
  return (
    <>
      <RowMenu of={subject.name}>
        {sync.state === 'QUEUED' ? (
          <HarmfulItem onClick={() => setAsking(true)}>Stop</HarmfulItem>
        ) : (
          <Menu.Item
            onClick={() =>
              again.start(subject, {
                onError: ({ message }) => notifications.show({ message, color: 'red' }),
              })
            }
          >
            Sync again
          </Menu.Item>
        )}
      </RowMenu>
      {asking && (
        <ConfirmChange
          document={CancelPermissionSyncDocument}
          variables={{ id: sync.id, reason: reason.trim() || null }}
          title={`Stop the sync of ${subject.name}?`}
          action="Stop the sync"
          cancel="Let it wait"
          harmful
          done={({ cancelPermissionsSyncJob: outcome }) =>
            outcome === 'SUCCESS'
              ? `The sync of ${subject.name} is stopped.`
              : `The sync of ${subject.name} no longer waited.`
          }
          onClose={() => setAsking(false)}
        >
          <Stack>
            <Text>What it would have given waits for another sync.</Text>
            <TextInput
              label="Why"
              description="For people to read in the list."
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
              maxLength={4000}
            />
          </Stack>
        </ConfirmChange>
      )}
    </>
  );
}
