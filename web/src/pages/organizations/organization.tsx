import { Alert, Anchor, Badge, Button, Stack } from '@mantine/core';
import { useParams } from 'react-router';
import { useAsk } from '../../api/queries';
import { AccountKind } from '../../components/account-kind';
import type { Column } from '../../components/data-table';
import { Filters, SearchFilter } from '../../components/filters';
import { List, NothingMatches } from '../../components/list';
import { Empty, Missing, NotYet } from '../../components/messages';
import { PageHeader } from '../../components/page';
import { useCursorPages } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import { OrganizationPageDocument, type OrganizationPageQuery } from '../../generated/operations';
import { site } from '../../site';
import { pathOfAccount } from '../users/paths';
import { AddMember } from './add-member';
import { InviteMember } from './invite-member';
import { OrganizationSettings } from './organization-settings';
import { organizationsPath } from './paths';
import { RemoveMember } from './remove-member';

export type Organization = NonNullable<OrganizationPageQuery['organization']>;
type Member = Organization['members']['nodes'][number];

/** One organization and its members. */
export function Component() {
  const { name = '' } = useParams();
  const url = useUrlState();
  const pages = useCursorPages(50);
  const answer = useAsk(OrganizationPageDocument, { name, ...pages.variables, query: url.get('q') || null });
  if (!answer.data) return <NotYet answer={answer} height={200} />;
  const { organization } = answer.data;
  if (!organization) return <Missing what={`There is no organization ${name}`} />;
  const { viewerCanAdminister } = organization;

  return (
    <Stack>
      <PageHeader
        title={organization.name}
        mark={organization.viewerIsMember && <Badge>You are a member</Badge>}
        lead={
          <>
            {organization.displayName && `${organization.displayName}. `}Created{' '}
            <Time at={organization.createdAt} as="both" />.
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
        <Alert role="status" title="You are invited">
          <Anchor href={organization.viewerPendingInvitation.respondURL} underline="always">
            Accept or decline
          </Anchor>
        </Alert>
      )}
      <Filters actions={site.visitor?.siteAdmin && <AddMember organization={organization} />}>
        <SearchFilter label="Members" />
      </Filters>
      <List
        label="Members"
        columns={viewerCanAdminister ? [...columns, removal(organization)] : columns}
        answer={answer}
        found={organization.members}
        pages={pages}
        empty={url.any('q') ? <NothingMatches title="No member matches" /> : <Empty title="No members" />}
      />
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
    show: (member) => (
      <RowName name={member.username} to={mayOpen(member) ? pathOfAccount(member) : undefined} />
    ),
  },
  { name: 'Display name', names: true, show: ({ displayName }) => displayName || '–' },
  { name: 'Type', show: (member) => <AccountKind {...member} /> },
];

/** Whether the page of an account is for the viewer. */
const mayOpen = ({ username }: Member): boolean =>
  site.visitor?.siteAdmin === true || username === site.visitor?.username;

const removal = (organization: Organization): Column<Member> => ({
  name: 'Actions',
  end: true,
  show: (member) => <RemoveMember organization={organization} member={member} />,
});
