import { Box, NativeSelect, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useAsk, useSecretChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { Missing, NotYet } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { Time } from '../../components/time';
import { AccountTokensDocument, RotateAccessTokenDocument } from '../../generated/operations';
import { NewSecret } from './new-secret';

interface RotateTokenProps {
  username: string;
  id: string;
  back: string;
  trail: { to: string; name: string }[];
}

const overlaps = [
  { value: '0', label: 'At once' },
  { value: '300', label: 'In 5 minutes' },
  { value: '3600', label: 'In an hour' },
  { value: '86400', label: 'In a day' },
  { value: '604800', label: 'In a week' },
];

/** Replaces a token by a new one, while the old one works on for a while. */
export function RotateToken({ username, id, back, trail }: RotateTokenProps) {
  const navigate = useNavigate();
  const answer = useAsk(AccountTokensDocument, { username });
  const [overlap, setOverlap] = useState('3600');
  const rotate = useSecretChange(RotateAccessTokenDocument);
  // The same for every attempt on this page: when an answer was lost, the next has the same token.
  const [idempotencyKey] = useState(() => Array.from(crypto.getRandomValues(new Uint32Array(4))).join('-'));
  const [made, setMade] = useState<{ secret: string; note: string }>();
  if (made) {
    return (
      <Stack>
        <PageHeader title="The new token" trail={trail} lead={`Whoever has it acts as ${username}.`} />
        <NewSecret {...made} onDone={() => navigate(back)} />
      </Stack>
    );
  }
  if (!answer.data) return <NotYet answer={answer} height={120} />;
  const token = answer.data.user?.accessTokens.nodes.find((candidate) => candidate.id === id);
  if (!token)
    return <Missing what="There is no such token">It may have been revoked or has expired.</Missing>;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const rotated = await rotate.make({ token: id, overlapSeconds: Number(overlap), idempotencyKey });
    if (rotated) setMade({ secret: rotated.rotateAccessToken.token, note: token.note });
  };

  return (
    <Stack>
      <PageHeader
        title={`Rotate ${token.note}`}
        trail={trail}
        lead="A new token with the same name, scopes and length of life takes its place."
      />
      <Box className="card" p="md" maw="40rem">
        <form onSubmit={submit}>
          <Stack>
            <Text>
              The old token was last used: <Time at={token.lastUsedAt} as="both" />.
            </Text>
            <NativeSelect
              label="The old token stops working"
              description="Long enough to hand the new one to every program. Use of the old one after that is reported in the audit log."
              value={overlap}
              onChange={({ currentTarget }) => setOverlap(currentTarget.value)}
              data={overlaps}
            />
            <FormEnd action="Rotate" busy={rotate.busy} error={rotate.error} cancel={back} />
          </Stack>
        </form>
      </Box>
    </Stack>
  );
}
