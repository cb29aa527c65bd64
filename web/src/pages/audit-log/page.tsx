import { Stack, Switch } from '@mantine/core';
import { NothingMatches } from '../../components/list';
import { PageHeader } from '../../components/page';
import { useUrlState } from '../../components/url-state';
import { Chart } from './chart';
import { EventList } from './event-list';
import { Export } from './export';
import { filterOf } from './filter';
import { FilterBar } from './filter-bar';

/** Site admin > Audit log. */
export function Component() {
  const url = useUrlState();
  const filter = filterOf(url.get);
  return (
    <Stack>
      <PageHeader
        title="Audit log"
        lead="Every change, every request of a service account, and everything that was refused, the newest first."
        actions={
          <>
            <Switch
              label="Follow"
              checked={url.get('follow') !== ''}
              onChange={({ currentTarget }) => url.set({ follow: currentTarget.checked ? '1' : '' })}
            />
            <Export filter={filter} />
          </>
        }
      />
      <FilterBar get={url.get} set={url.set} />
      <Chart filter={filter} onChoose={(since, until) => url.set({ since, until })} />
      <EventList
        filter={filter}
        follow={url.get('follow') !== ''}
        empty={<NothingMatches title="No event matches" />}
      />
    </Stack>
  );
}
