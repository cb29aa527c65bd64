import { Box, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { FormEnd } from '../../components/form-end';
import { PageHeader } from '../../components/page';
import { CreateSearchJobDocument } from '../../generated/operations';
import { searchJobsPath } from './paths';

/** A new search job. */
export function Component() {
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const create = useChange(CreateSearchJobDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { query },
      {
        onSuccess: () => {
          notifications.show({ message: 'The search job is queued.' });
          navigate(searchJobsPath);
        },
      },
    );
  };
  return (
    <Stack maw="46rem">
      <PageHeader
        title="New search job"
        lead="It looks through every repository that you see when it gets there, and finds everything: there is no limit of matches."
        trail={[{ to: searchJobsPath, name: 'Search jobs' }]}
      />
      <Box className="card" p="md">
        <form onSubmit={submit}>
          <Stack>
            <Textarea
              label="Query"
              description="As in searches. Words stand as they are, /…/ is a regular expression."
              value={query}
              onChange={({ currentTarget }) => setQuery(currentTarget.value)}
              autosize
              minRows={2}
              maxRows={10}
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              required
              autoFocus
            />
            <Text size="sm" c="dimmed">
              <code>repo:^github.com/acme/ lang:go /TODO\(\w+\)/</code> finds lines of Go in the repositories
              of acme; <code>type:diff author:@ada password</code> finds changes by ada.
            </Text>
            <FormEnd
              action="Start"
              busy={create.isPending}
              incomplete={query.trim() === ''}
              error={create.error}
              cancel={searchJobsPath}
            />
          </Stack>
        </form>
      </Box>
    </Stack>
  );
}
