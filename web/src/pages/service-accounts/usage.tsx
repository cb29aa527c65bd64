import { Box, Skeleton } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { BarChart } from '../../components/bar-chart';
import { LoadingFailed } from '../../components/messages';
import { ServiceAccountUsageDocument } from '../../generated/operations';
import { useServiceAccount } from './account';

const days = 30;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** What a service account asked and was refused, by the day. */
export function Usage() {
  const { name } = useServiceAccount();
  const { data, error, refetch } = useAsk(ServiceAccountUsageDocument, { name, days });
  if (error && !data) return <LoadingFailed error={error} retry={refetch} />;
  const usage = data?.serviceAccount?.usage;
  return (
    <Box className="card" p="md">
      {usage ? (
        <BarChart
          title={`The last ${days} days, in UTC`}
          series={[
            { name: 'Requests', color: 'var(--chart-main)' },
            { name: 'Refusals', color: 'var(--chart-bad)' },
          ]}
          // A request that was refused is both.
          beside
          bars={usage.map(({ date, requests, refusals }) => ({
            label: day.format(new Date(date)),
            values: [requests, refusals],
          }))}
        />
      ) : (
        <Skeleton height={210} />
      )}
    </Box>
  );
}
