import { Box, Stack, Text } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { Empty, LoadingFailed } from '../../components/messages';
import { nextPage, Pager } from '../../components/pager';
import { Time } from '../../components/time';
import { useCursorPages } from '../../components/url-state';
import { SiteConfigurationHistoryDocument } from '../../generated/operations';

const pageSize = 20;

/** Who changed what of the configuration, the newest first. */
export function Component() {
  const pages = useCursorPages(pageSize);
  const { data, error, refetch } = useAsk(SiteConfigurationHistoryDocument, {
    first: pageSize,
    after: pages.after,
  });
  const found = data?.site.configuration.history;
  if (error && !found) return <LoadingFailed error={error} retry={refetch} />;
  if (found?.nodes.length === 0)
    return <Empty title="It was never changed">The defaults are in force.</Empty>;
  return (
    <Stack>
      {found?.nodes.map(({ id, createdAt, author, diff }) => (
        <Box key={id} className="card" p="md" component="article" aria-label={`Change of ${createdAt}`}>
          <Text size="sm" mb="xs">
            <Time at={createdAt} full /> by {author?.username ?? 'a file'}
          </Text>
          <Diff text={diff} />
        </Box>
      ))}
      <Pager
        from={pages.from}
        shown={found?.nodes.length ?? 0}
        total={found?.totalCount}
        previous={pages.previous}
        next={nextPage(found?.pageInfo, pages.next)}
      />
    </Stack>
  );
}

/** A unified diff. The signs at the beginning of lines say the same as the colours. */
function Diff({ text }: { text: string }) {
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line, index) => ({ key: `${index}`, line }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
    <pre className="diff" tabIndex={0}>
      {lines.map(({ key, line }) => (
        <span key={key} data-sign={line.charAt(0)}>
          {`${line}\n`}
        </span>
      ))}
    </pre>
  );
}
