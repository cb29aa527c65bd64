import { Alert, Anchor, Box, Button, Group, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { Breakable } from '../../components/breakable';
import { ConfirmChange } from '../../components/confirm-change';
import { Problem } from '../../components/messages';
import { Time } from '../../components/time';
import {
  CheckRepositoryConnectionDocument,
  RecloneRepositoryDocument,
  RemoveRepositoryDocument,
  UpdateMirrorDocument,
} from '../../generated/operations';
import { CheckOutcome } from '../code-hosts/check-outcome';
import { pathOfCodeHost } from '../code-hosts/paths';
import { byteSize } from './byte-size';
import { CopyState } from './marks';
import { repositoriesPath } from './paths';
import { useRepository } from './repository';

/** The copy of a repository on disk: how it is, and what can be done about it. */
export function Component() {
  const { repository, awaitFetch } = useRepository();
  const { mirrorInfo: mirror, externalServices, externalRepository, createdAt } = repository;
  return (
    <Stack maw="46rem">
      {mirror.lastError && (
        <Alert
          color="red"
          role="status"
          title={mirror.isCorrupted ? 'The copy is broken' : 'The last fetch failed'}
        >
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {mirror.lastError}
          </Text>
        </Alert>
      )}
      <Box className="card" p="md">
        <Title order={2} mb="xs">
          Copy on disk
        </Title>
        <dl className="details">
          <Detail name="State">
            <CopyState mirror={mirror} />
            {mirror.cloneProgress && (
              <Text size="sm" c="dimmed" role="status">
                {mirror.cloneProgress}
              </Text>
            )}
          </Detail>
          <Detail name="Size">{mirror.cloned ? byteSize(mirror.byteSize) : '–'}</Detail>
          <Detail name="Last fetched">
            <Time at={mirror.updatedAt} as="both" />
          </Detail>
          <Detail name="Next fetch">
            {mirror.nextSyncAt && new Date(mirror.nextSyncAt).getTime() <= Date.now() ? (
              'as soon as there is a free place'
            ) : (
              <Time at={mirror.nextSyncAt} as="both" otherwise="when somebody asks" />
            )}
          </Detail>
          <Detail name="Fetched from">
            <Breakable text={mirror.remoteURL} />
          </Detail>
          <Detail name="Connections">
            {externalServices.nodes.map(({ id, displayName }) => (
              <div key={id}>
                <Anchor component={Link} to={pathOfCodeHost(id)}>
                  {displayName}
                </Anchor>
              </div>
            ))}
          </Detail>
          <Detail name="At its host">{externalRepository.id}</Detail>
          <Detail name="Added">
            <Time at={createdAt} as="both" />
          </Detail>
          {mirror.lastSyncOutput && (
            <Detail name="Last output">
              <pre className="secret">{mirror.lastSyncOutput}</pre>
            </Detail>
          )}
        </dl>
        <Actions id={repository.id} name={repository.name} onAsked={awaitFetch} />
      </Box>
    </Stack>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Actions({ id, name, onAsked }: { id: string; name: string; onAsked: () => void }) {
  const [asking, setAsking] = useState<'reclone' | 'remove'>();
  const close = () => setAsking(undefined);
  const navigate = useNavigate();
  const update = useChange(UpdateMirrorDocument);
  const check = useChange(CheckRepositoryConnectionDocument);
  return (
    <Stack mt="md" gap="sm">
      <Group>
        <Button
          loading={update.isPending}
          onClick={() =>
            update.mutate(
              { repository: id },
              {
                onSuccess: () => {
                  notifications.show({ message: `${name} is the next to be fetched.` });
                  onAsked();
                },
              },
            )
          }
        >
          Update now
        </Button>
        <Button variant="default" loading={check.isPending} onClick={() => check.mutate({ repository: id })}>
          Check connection
        </Button>
        <Button variant="default" onClick={() => setAsking('reclone')}>
          Copy anew
        </Button>
        <Button variant="default" c="var(--mantine-color-error)" onClick={() => setAsking('remove')}>
          Remove
        </Button>
      </Group>
      <Problem error={update.error ?? check.error} />
      {check.data && <CheckOutcome problem={check.data.checkMirrorRepositoryConnection.error} />}
      {asking === 'reclone' && (
        <ConfirmChange
          document={RecloneRepositoryDocument}
          variables={{ repository: id }}
          title={`Copy ${name} anew?`}
          action="Copy anew"
          harmful
          done={`${name} is copied anew.`}
          onClose={close}
          onDone={onAsked}
        >
          The copy on disk is thrown away. Until another is made, searches and programs do not find what is in
          it.
        </ConfirmChange>
      )}
      {asking === 'remove' && (
        <ConfirmChange
          document={RemoveRepositoryDocument}
          variables={{ repository: id }}
          title={`Remove ${name}?`}
          action="Remove"
          harmful
          done={`${name} is removed.`}
          onClose={close}
          onDone={() => navigate(repositoriesPath, { replace: true })}
        >
          It goes for everybody, with its copy on disk, and every connection that yields it gets an entry in{' '}
          <code>exclude</code>. Take these away, and it is back with the grants that it has now.
        </ConfirmChange>
      )}
    </Stack>
  );
}
