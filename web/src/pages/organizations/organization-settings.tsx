import { Box, Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api/queries';
import { ConfirmChange } from '../../components/confirm-change';
import { Problem } from '../../components/messages';
import { DeleteOrganizationDocument, UpdateOrganizationDocument } from '../../generated/operations';
import { site } from '../../site';
import type { Organization } from './organization';
import { organizationsPath } from './paths';

/** What an organization is called, and its end. */
export function OrganizationSettings({ organization }: { organization: Organization }) {
  const { id, name } = organization;
  const navigate = useNavigate();
  const [displayName, setDisplayName] = useState(organization.displayName ?? '');
  const [deleting, setDeleting] = useState(false);
  const update = useChange(UpdateOrganizationDocument);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(
      { id, displayName: displayName.trim() },
      { onSuccess: () => notifications.show({ message: 'Saved.' }) },
    );
  };
  return (
    <Box className="card" p="md" maw="40rem">
      <form onSubmit={submit}>
        <Stack>
          <Title order={2}>Settings</Title>
          <TextInput
            label="Display name"
            value={displayName}
            onChange={({ currentTarget }) => setDisplayName(currentTarget.value)}
            autoComplete="off"
            maxLength={255}
          />
          <Problem error={update.error} />
          <Group justify="space-between">
            <Button type="submit" loading={update.isPending}>
              Save
            </Button>
            {site.visitor?.siteAdmin && (
              <Button variant="default" c="var(--mantine-color-error)" onClick={() => setDeleting(true)}>
                Delete organization
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      {deleting && (
        <ConfirmChange
          document={DeleteOrganizationDocument}
          variables={{ organization: id }}
          title={`Delete ${name}?`}
          action="Delete"
          harmful
          done={`${name} is deleted.`}
          onClose={() => setDeleting(false)}
          onDone={() => navigate(organizationsPath, { replace: true })}
        >
          Its members keep their accounts, its settings go, and its name is free at once. This cannot be
          undone.
        </ConfirmChange>
      )}
    </Box>
  );
}
