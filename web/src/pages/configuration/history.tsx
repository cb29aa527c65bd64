import { Box, Stack, Text } from '@mantine/core';
import { useAsk } from '../../api/queries';
import { Empty, NotYet } from '../../components/messages';
import { useCursorPages } from '../../components/paging';
import { Time } from '../../components/time';
import { SiteConfigurationHistoryDocument } from '../../generated/operations';

/** Who changed what of the configuration, the newest first. */
export function Component() {
  const pages = useCursorPages(20);
  const answer = useAsk(SiteConfigurationHistoryDocument, pages.variables);
  const history = answer.data?.site.configuration.history;
  if (!history) return <NotYet answer={answer} height={200} />;
  return (
    <Stack>
      {history.nodes.length === 0 && pages.from === 0 && (
        <Empty title="It was never changed">The defaults are in force.</Empty>
      )}
      {history.nodes.map(({ id, createdAt, author, diff }) => (
        <Box key={id} className="card" p="md" component="article" aria-label={`Change of ${createdAt}`}>
          <Text size="sm" mb="xs">
            <Time at={createdAt} as="both" /> by {author?.username ?? 'a file'}
          </Text>
          <Diff text={diff} />
        </Box>
      ))}
      {pages.below(history)}
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
