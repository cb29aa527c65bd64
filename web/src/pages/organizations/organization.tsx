import { Alert, Anchor, Badge, Box, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { type Column, DataTable } from '../../components/data-table';
import { Empty, LoadingFailed, Missing } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { nextPage, Pager } from '../../components/pager';
import { SearchField } from '../../components/search-field';
import { Time } from '../../components/time';
import { useCursorPages, useUrlState } from '../../components/url-state';
import { OrganizationPageDocument, type OrganizationPageQuery } from '../../generated/operations';
import { site } from '../../site';
import { pathOfAccount } from '../users/paths';
import { AddMember } from './add-member';
import { InviteMember } from './invite-member';
import { OrganizationSettings } from './organization-settings';
import { organizationsPath } from './paths';
import { RemoveMember } from './remove-member';

const pageSize = 50;

export type Organization = NonNullable<OrganizationPageQuery['organization']>;
type Member = Organization['members']['nodes'][number];

/** One organization and its members. */
export function Component() {
  const { name = '' } = useParams();
  const url = useUrlState();
  const pages = useCursorPages(pageSize);
  const query = url.get('q');
  const { data, error, refetch, isPlaceholderData } = useAsk(OrganizationPageDocument, {
    name,
    first: pageSize,
    after: pages.after,
    query: query || null,
  });
  if (error) return <LoadingFailed error={error} retry={refetch} />;
  if (!data) return <Skeleton height={200} />;
  const organization = data.organization;
  if (!organization) return <Missing what={`There is no organization ${name}`} />;
  const { members, viewerCanAdminister } = organization;

  return (
    <Stack>
      <PageHeader
        title={organization.name}
        mark={organization.viewerIsMember && <Badge variant="light">You are a member</Badge>}
        lead={
          <>
            {organization.displayName && `${organization.displayName}. `}Created{' '}
            <Time at={organization.createdAt} />.
          </>
        }
        actions={
          viewerCanAdminister && (
            <Button variant="default" onClick={() => url.show({ invite: 'new' })}>
              Invite a person
            </Button>
          )
        }
        trail={site.visitor?.siteAdmin ? [{ to: organizationsPath, name: 'Organizations' }] : undefined}
      />
      {organization.viewerPendingInvitation?.respondURL && (
        <Alert variant="light" role="status" title="You are invited">
          <Anchor href={organization.viewerPendingInvitation.respondURL} underline="always">
            Accept or decline
          </Anchor>
        </Alert>
      )}
      <Group align="flex-end" justify="space-between">
        <SearchField label="Members" value={query} onSearch={(q) => url.set({ q }, { replace: true })} />
        {site.visitor?.siteAdmin && <AddMember organization={organization} />}
      </Group>
      <Box className="card" p={{ base: 'xs', sm: 'md' }}>
        {members.nodes.length === 0 ? (
          <Empty title={query ? 'No member matches' : 'No members'} />
        ) : (
          <DataTable
            label="Members"
            columns={viewerCanAdminister ? [...columns, removal(organization)] : columns}
            rows={members.nodes}
            keyOf={({ id }) => id}
            busy={isPlaceholderData}
          />
        )}
        <Pager
          from={pages.from}
          shown={members.nodes.length}
          total={members.totalCount}
          previous={pages.previous}
          next={nextPage(members.pageInfo, pages.next)}
        />
      </Box>
      {viewerCanAdminister && url.get('invite') && (
        <InviteMember organization={organization} onClose={() => url.show({ invite: '' })} />
      )}
      {viewerCanAdminister && <OrganizationSettings key={organization.id} organization={organization} />}
    </Stack>
  );
}

const columns: Column<Member>[] = [
  {
    name: 'Name',
    show: (member) =>
      site.visitor?.siteAdmin || member.username === site.visitor?.username ? (
        <Anchor component={Link} to={pathOfAccount(member)} fw={600}>
          {member.username}
        </Anchor>
      ) : (
        <Text fw={600}>{member.username}</Text>
      ),
  },
  { name: 'Display name', show: ({ displayName }) => displayName || '–' },
  {
    name: 'Type',
    show: ({ serviceAccount }) => (
      <Badge variant="light" color={serviceAccount ? 'grape' : 'gray'}>
        {serviceAccount ? 'Service account' : 'Person'}
      </Badge>
    ),
  },
];

const removal = (organization: Organization): Column<Member> => ({
  name: 'Actions',
  end: true,
  show: (member) => <RemoveMember organization={organization} member={member} />,
});
