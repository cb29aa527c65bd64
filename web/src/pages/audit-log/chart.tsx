import { Box } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { BarChart } from '../../components/bar-chart';
import { NotYet } from '../../components/messages';
import {
  AuditEventChartDocument,
  type AuditEventFilter,
  type AuditEventInterval,
} from '../../generated/operations';

interface ChartProps {
  filter: AuditEventFilter;
  /** Narrows the log to a stretch of time, as its address has times. */
  onChoose: (since: string, until: string) => void;
}

const hourMs = 3_600_000;
const lengths: Record<AuditEventInterval, number> = { HOUR: hourMs, DAY: 24 * hourMs };
const formats: Record<AuditEventInterval, Intl.DateTimeFormat> = {
  HOUR: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
  DAY: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }),
};

/** No stretch is longer: the server counts so many days at most. */
const longestMs = 900 * lengths.DAY;

/** By the hour where that is three days at most, by the day otherwise; what is too long is cut at its beginning. */
function stretchOf({ since, until }: AuditEventFilter): {
  interval: AuditEventInterval;
  since: string | null;
} {
  if (!since) return { interval: 'DAY', since: null };
  const end = until ? Date.parse(until) : Date.now();
  const length = end - Date.parse(since);
  if (length <= 3 * lengths.DAY) return { interval: 'HOUR', since };
  if (length <= longestMs) return { interval: 'DAY', since };
  return { interval: 'DAY', since: `${new Date(end - longestMs).toISOString().slice(0, 19)}Z` };
}

/** How many events match over time. */
export function Chart({ filter, onChoose }: ChartProps) {
  const { interval, since } = stretchOf(filter);
  const answer = useAsk(AuditEventChartDocument, { interval, filter: { ...filter, since } });
  if (!answer.data) return <NotYet answer={answer} height={242} />;
  return (
    <Box className="card" p="md">
      <BarChart
        title={interval === 'HOUR' ? 'Events by the hour' : 'Events by the day, in UTC'}
        series={[
          { name: 'Success', color: 'var(--chart-main)' },
          { name: 'Failure', color: 'var(--chart-odd)' },
          { name: 'Denied', color: 'var(--chart-bad)' },
        ]}
        bars={answer.data.auditEventCounts.map(({ start, total, failures, denials }) => ({
          label: formats[interval].format(new Date(start)),
          values: [total - failures - denials, failures, denials],
          onChoose: () =>
            onChoose(localTime(new Date(start)), localTime(new Date(Date.parse(start) + lengths[interval]))),
        }))}
      />
    </Box>
  );
}

/** A time as fields for date and time have it: local, without a zone. */
function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
