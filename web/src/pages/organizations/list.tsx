import { Stack } from '@mantine/core';
import { Link } from 'react-router';
import { useAsk } from '../../api/queries';
import type { Column } from '../../components/data-table';
import { Filters, SearchFilter } from '../../components/filters';
import { List, NothingMatches } from '../../components/list';
import { Empty } from '../../components/messages';
import { CreateLink, PageHeader } from '../../components/page';
import { useGrowing } from '../../components/paging';
import { RowName } from '../../components/row-name';
import { Time } from '../../components/time';
import { useUrlState } from '../../components/url-state';
import { OrganizationListDocument, type OrganizationListQuery } from '../../generated/operations';
import { organizationsPath, pathOfOrganization } from './paths';

/** Site admin > Users & auth > Organizations. */
export function Component() {
  const url = useUrlState();
  const pages = useGrowing(100);
  const answer = useAsk(OrganizationListDocument, { ...pages.variables, query: url.get('q') || null });
  return (
    <Stack>
      <PageHeader
        title="Organizations"
        lead="People and service accounts that own things under one name."
        actions={<CreateLink to={`${organizationsPath}/new`}>Create organization</CreateLink>}
      />
      <Filters>
        <SearchFilter label="Name" />
      </Filters>
      <List
        label="Organizations"
        columns={columns}
        answer={answer}
        found={answer.data?.organizations}
        pages={pages}
        empty={
          url.any('q') ? (
            <NothingMatches title="No organization matches" />
          ) : (
            <Empty title="No organizations yet">
              <Link to={`${organizationsPath}/new`}>Create one</Link> to let people and programs share a name.
            </Empty>
          )
        }
      />
    </Stack>
  );
}

const columns: Column<OrganizationListQuery['organizations']['nodes'][number]>[] = [
  { name: 'Name', show: ({ name }) => <RowName name={name} to={pathOfOrganization(name)} /> },
  { name: 'Display name', names: true, show: ({ displayName }) => displayName || '–' },
  { name: 'Created', show: ({ createdAt }) => <Time at={createdAt} /> },
];
