import { Box, Button, Group, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { Problem } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { AddCodeHostDocument } from '../../generated/operations';
import { codeHostsPath, pathOfCodeHost } from './paths';

interface Fields {
  url: string;
  repos: string;
  visibility: string;
  gitSSHCredential: string;
}

/** The configuration of a connection of kind OTHER. */
function configOf({ url, repos, visibility, gitSSHCredential }: Fields): string {
  return JSON.stringify(
    {
      ...(url.trim() && { url: url.trim() }),
      repos: repos
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
      visibility,
      ...(gitSSHCredential && { gitSSHCredential: `${gitSSHCredential.trim()}\n` }),
    },
    null,
    2,
  );
}

/** A new code host connection: any git server, by URLs. */
export function Component() {
  const navigate = useNavigate();
  const [displayName, setDisplayName] = useState('');
  const [fields, setFields] = useState<Fields>({
    url: '',
    repos: '',
    visibility: 'private',
    gitSSHCredential: '',
  });
  const set = (change: Partial<Fields>) => setFields({ ...fields, ...change });
  const add = useChange(AddCodeHostDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(
      { input: { kind: 'OTHER', displayName: displayName.trim(), config: configOf(fields) } },
      { onSuccess: ({ addExternalService }) => navigate(pathOfCodeHost(addExternalService.id)) },
    );
  };
  const usesSsh = /ssh:\/\//.test(fields.url + fields.repos);

  return (
    <Stack maw="46rem">
      <PageHeader
        title="Add code host connection"
        lead="To any git server. Its repositories are listed at once, and copied one after the other."
        trail={[{ to: codeHostsPath, name: 'Code host connections' }]}
      />
      <Box className="card" p="md">
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label="Name"
              description="For people to read: Git server of the data team."
              value={displayName}
              onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
              autoComplete="off"
              maxLength={255}
              required
              autoFocus
            />
            <TextInput
              label="URL"
              description="Where clone URLs begin: https://git.example.org/ or https://user:password@git.example.org/. Stored encrypted, and never shown with its password. Leave it empty when the repositories below are whole URLs."
              value={fields.url}
              onChange={({ currentTarget }) => set({ url: currentTarget.value })}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
            <Textarea
              label="Repositories"
              description="How clone URLs go on, one on each line: team/app. For a running src serve-git: src-serve."
              value={fields.repos}
              onChange={({ currentTarget }) => set({ repos: currentTarget.value })}
              autosize
              minRows={4}
              maxRows={20}
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              autoCapitalize="none"
              spellCheck={false}
              required
            />
            {usesSsh && (
              <Textarea
                label="Private key"
                description="For ssh://, without a passphrase. Stored encrypted, and never shown again."
                value={fields.gitSSHCredential}
                onChange={({ currentTarget }) => set({ gitSSHCredential: currentTarget.value })}
                autosize
                minRows={3}
                maxRows={10}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                autoComplete="off"
                spellCheck={false}
              />
            )}
            <Radio.Group
              label="Who may see them"
              value={fields.visibility}
              onChange={(visibility) => set({ visibility })}
            >
              <Stack gap="xs" mt="xs">
                <Radio
                  value="private"
                  label="Who has a grant"
                  description="Site admins see them in any case, unless the site configuration says otherwise."
                />
                <Radio value="public" label="Everybody" description="People and service accounts alike." />
              </Stack>
            </Radio.Group>
            <Problem error={add.error} />
            <Group>
              <Button
                type="submit"
                loading={add.isPending}
                disabled={displayName.trim() === '' || fields.repos.trim() === ''}
              >
                Add
              </Button>
              <Button variant="default" component={Link} to={codeHostsPath}>
                Cancel
              </Button>
            </Group>
          </Stack>
        </form>
      </Box>
    </Stack>
  );
}
