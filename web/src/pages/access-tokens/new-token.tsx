import { Box, Checkbox, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSecretChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { PageHeader } from '../../components/page';
import { CreateAccessTokenDocument } from '../../generated/operations';
import { site } from '../../site';
import { custom, dayBounds, expiryChoices, lifeSeconds, maxDays } from './expiry';
import { NewSecret } from './new-secret';

interface NewTokenProps {
  subject: { id: string; username: string; serviceAccount: boolean };
  /** The page to go back to. */
  back: string;
  trail: { to: string; name: string }[];
}

/** Makes a token for an account, and shows its secret once. */
export function NewToken({ subject, back, trail }: NewTokenProps) {
  const navigate = useNavigate();
  const policy = site.accessTokens;
  const [note, setNote] = useState('');
  const [choice, setChoice] = useState(String(policy?.defaultExpirationDays));
  const [day, setDay] = useState('');
  const [sudo, setSudo] = useState(false);
  const create = useSecretChange(CreateAccessTokenDocument);
  // SECURITY: the secret is in the state of this component only, and goes with it.
  const [secret, setSecret] = useState<string>();
  if (!policy) return null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const made = await create.make({
      user: subject.id,
      note: note.trim(),
      scopes: sudo ? ['user:all', 'site-admin:sudo'] : ['user:all'],
      durationSeconds: lifeSeconds(choice, day, policy),
    });
    setSecret(made?.createAccessToken.token);
  };

  const title = secret ? 'The new token' : 'Generate new token';
  return (
    <Stack>
      <PageHeader title={title} trail={trail} lead={`Whoever has it acts as ${subject.username}.`} />
      {secret ? (
        <NewSecret secret={secret} note={note.trim()} onDone={() => navigate(back)} />
      ) : (
        <Box className="card" p="md" maw="40rem">
          <form onSubmit={submit}>
            <Stack>
              <TextInput
                label="What is it for?"
                description="The program and the place that will use it: nightly build on Jenkins."
                value={note}
                onChange={({ currentTarget }) => setNote(currentTarget.value)}
                autoComplete="off"
                maxLength={255}
                required
                autoFocus
              />
              <NativeSelect
                label="Expires after"
                description={`The site allows ${maxDays(policy)} days at most${policy.allowNoExpiration ? ', or no expiration' : ''}.`}
                value={choice}
                onChange={({ currentTarget }) => setChoice(currentTarget.value)}
                data={expiryChoices(policy)}
              />
              {choice === custom && (
                <TextInput
                  type="date"
                  label="Last day"
                  value={day}
                  onChange={({ currentTarget }) => setDay(currentTarget.value)}
                  {...dayBounds(policy)}
                  required
                />
              )}
              {subject.serviceAccount || !site.visitor?.siteAdmin ? (
                <Text size="sm">
                  Scope <code>user:all</code>: whatever the roles of {subject.username} allow.
                </Text>
              ) : (
                <Checkbox
                  label="site-admin:sudo"
                  description="Lets the token act as any other account. Beside user:all, which every token has."
                  checked={sudo}
                  onChange={({ currentTarget }) => setSudo(currentTarget.checked)}
                />
              )}
              <FormEnd
                action="Generate token"
                busy={create.busy}
                incomplete={note.trim() === ''}
                error={create.error}
                cancel={back}
              />
            </Stack>
          </form>
        </Box>
      )}
    </Stack>
  );
}
