import { Alert, Box, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { copyText } from '../../components/copy-text';
import { Icon } from '../../components/icons';
import { LeaveGuard } from '../../components/leave-guard';

interface NewSecretProps {
  secret: string;
  note: string;
  onDone: () => void;
}

/**
 * The text of a new token, shown this once. It is in the page only while somebody looks at it, and nowhere once the
 * page is left: not in a cache, not in the history, not in the address.
 */
export function NewSecret({ secret, note, onDone }: NewSecretProps) {
  const [shown, setShown] = useState(false);
  const [copied, setCopied] = useState<string>();
  const origin = window.location.origin;
  const texts = {
    token: { label: 'Token', text: secret },
    curl: {
      label: 'Try it with curl',
      text: `curl -H 'Authorization: Bearer ${secret}' -H 'Content-Type: application/json' -d '{"query": "{ currentUser { username } }"}' ${origin}/.api/graphql`,
    },
    src: {
      label: 'For the src command line',
      text: `export SRC_ENDPOINT=${origin}\nexport SRC_ACCESS_TOKEN=${secret}`,
    },
  };

  const copy = async (name: string, text: string) => {
    if (!(await copyText(text))) return setShown(true);
    setCopied(name);
  };

  return (
    <Stack maw="46rem">
      <Alert color="yellow" icon={<Icon name="warning" />} title="Copy the token now">
        It is shown this once: Gatehouse keeps only a fingerprint of it. Keep it in the secret store of the
        program that uses it.
      </Alert>
      <Box className="card" p="md">
        <Group justify="space-between" mb="md">
          <Title order={2}>{note}</Title>
          <Button
            variant="default"
            size="xs"
            aria-pressed={shown}
            onClick={() => {
              setShown(!shown);
              // Whoever has seen it can have written it down.
              setCopied((before) => before ?? 'seen');
            }}
          >
            {shown ? 'Hide' : 'Show'}
          </Button>
        </Group>
        <Stack>
          {Object.entries(texts).map(([name, { label, text }]) => (
            <div key={name}>
              <Group justify="space-between" wrap="nowrap">
                <Text fw={600} size="sm">
                  {label}
                </Text>
                <Button
                  variant={name === 'token' ? 'filled' : 'default'}
                  size="xs"
                  leftSection={<Icon name={copied === name ? 'check' : 'copy'} size={14} />}
                  onClick={() => copy(name, text)}
                  style={{ flexShrink: 0 }}
                  data-autofocus={name === 'token' || undefined}
                >
                  {name === 'token' ? 'Copy token' : `Copy ${name}`}
                </Button>
              </Group>
              <div className="secret">{shown ? text : text.replaceAll(secret, hidden)}</div>
            </div>
          ))}
        </Stack>
        <Text size="sm" role="status" mt="sm">
          {copied && copied !== 'seen' ? 'Copied.' : '\u00a0'}
        </Text>
      </Box>
      <Group>
        <Button variant="default" onClick={onDone}>
          Done
        </Button>
      </Group>
      <LeaveGuard when={copied === undefined} title="Leave without the token?">
        You have not copied it. It works, but nobody can see it again: you would have to revoke it and
        generate another.
      </LeaveGuard>
    </Stack>
  );
}

const hidden = '••••••••••••';
