import { Box } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { BarChart } from '../../components/bar-chart';
import { NotYet } from '../../components/messages';
import { ServiceAccountUsageDocument } from '../../generated/operations';
import { useServiceAccount } from './account';

const days = 30;
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** What a service account asked and was refused, by the day. */
export function Usage() {
  const { name } = useServiceAccount();
  const answer = useAsk(ServiceAccountUsageDocument, { name, days });
  const usage = answer.data?.serviceAccount?.usage;
  if (!usage) return <NotYet answer={answer} height={242} />;
  return (
    <Box className="card" p="md">
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
    </Box>
  );
}
