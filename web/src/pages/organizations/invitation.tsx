import { Alert, Anchor, Box, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate, useParams } from 'react-router';
import { ApiError } from '../../api/ask';
import { useAsk, useChange } from '../../api/queries';
import { Missing, NotYet, Problem } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { Time } from '../../components/time';
import {
  AnswerInvitationDocument,
  InvitationPageDocument,
  type InvitationPageQuery,
} from '../../generated/operations';
import { site } from '../../site';
import { pathOfOrganization } from './paths';

type Invitation = InvitationPageQuery['invitationByToken'];

/** Where an invitation leads: who invites to what, and the answer. */
export function Component() {
  const { token = '' } = useParams();
  const answer = useAsk(InvitationPageDocument, { token });
  if (answer.error instanceof ApiError && answer.error.code === 'NOT_FOUND') {
    return (
      <Missing what="There is no such invitation">
        It has expired, another has taken its place, or somebody else was invited: you are signed in as{' '}
        {site.visitor?.username}. Whoever invited you can do so again.
      </Missing>
    );
  }
  if (!answer.data) return <NotYet answer={answer} height={200} />;
  const invitation = answer.data.invitationByToken;
  const { organization, sender } = invitation;
  return (
    <Stack maw="40rem">
      <PageHeader
        title={`Invitation to ${organization.displayName || organization.name}`}
        lead={`${sender.displayName || sender.username} asks you to become a member.`}
      />
      {invitation.respondURL ? <Answer invitation={invitation} /> : <Closed invitation={invitation} />}
    </Stack>
  );
}

function Answer({ invitation: { id, organization, expiresAt } }: { invitation: Invitation }) {
  const navigate = useNavigate();
  const answer = useChange(AnswerInvitationDocument);
  const send = (yes: boolean) =>
    answer.mutate(
      { invitation: id, answer: yes ? 'ACCEPT' : 'REJECT' },
      {
        onSuccess: () => {
          notifications.show({
            message: yes ? `You are a member of ${organization.name}.` : 'The invitation is declined.',
          });
          if (yes) navigate(pathOfOrganization(organization.name), { replace: true });
        },
      },
    );
  return (
    <Box className="card" p="md">
      <Stack>
        <Text>
          Members of <strong>{organization.name}</strong> see who the other members are, invite people, and
          share the settings of the organization.
        </Text>
        <Text size="sm" c="dimmed">
          The invitation can be answered until <Time at={expiresAt} as="exact" />.
        </Text>
        <Problem error={answer.error} />
        <Group>
          <Button loading={answer.isPending} onClick={() => send(true)}>
            Accept
          </Button>
          <Button variant="default" disabled={answer.isPending} onClick={() => send(false)}>
            Decline
          </Button>
        </Group>
      </Stack>
    </Box>
  );
}

/** An invitation that cannot be answered any more. */
function Closed({ invitation: { responseType, respondedAt, organization } }: { invitation: Invitation }) {
  if (responseType === 'ACCEPT') {
    return (
      <Alert color="green" title="Accepted">
        You accepted it <Time at={respondedAt} />. On to{' '}
        <Anchor component={Link} underline="always" to={pathOfOrganization(organization.name)}>
          {organization.name}
        </Anchor>
        .
      </Alert>
    );
  }
  if (responseType === 'REJECT') {
    return (
      <Alert color="gray" title="Declined">
        You declined it <Time at={respondedAt} />. To become a member after all, have yourself invited again.
      </Alert>
    );
  }
  return (
    <Alert color="orange" title="It cannot be answered any more">
      Another invitation has taken its place, or you are a member already:{' '}
      <Anchor component={Link} underline="always" to={pathOfOrganization(organization.name)}>
        {organization.name}
      </Anchor>
      .
    </Alert>
  );
}
