import { Button, Group, Menu, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { ask } from '../../api/ask';
import { Icon } from '../../components/icons';
import { Problem } from '../../components/messages';
import {
  AuditEventExportDocument,
  type AuditEventExportQuery,
  type AuditEventFilter,
} from '../../generated/operations';
import { csvHead, csvLine } from './csv';

type Event = AuditEventExportQuery['auditEvents']['nodes'][number];

const formats = {
  jsonl: {
    name: 'JSON lines',
    type: 'application/jsonl',
    head: '',
    line: (event: Event) => JSON.stringify(event),
  },
  csv: { name: 'CSV', type: 'text/csv', head: csvHead, line: csvLine },
} as const;

const count = new Intl.NumberFormat();

/** Saves every event that the filter selects, a page after the other. */
export function Export({ filter }: { filter: AuditEventFilter }) {
  const [exported, setExported] = useState<number>();
  const [error, setError] = useState<unknown>();
  const stop = useRef<AbortController>(null);

  const run = async (format: keyof typeof formats) => {
    const { type, head, line } = formats[format];
    const controller = new AbortController();
    stop.current = controller;
    setError(undefined);
    setExported(0);
    try {
      // A blob for each page: browsers put those on disk, where strings would fill the memory.
      const parts = head ? [new Blob([head])] : [];
      let total = 0;
      for (let after: string | null = null; ; ) {
        const { auditEvents }: AuditEventExportQuery = await ask(
          AuditEventExportDocument,
          { after, filter },
          controller.signal,
        );
        parts.push(new Blob(auditEvents.nodes.map((event) => `${line(event)}\n`)));
        total += auditEvents.nodes.length;
        setExported(total);
        if (!auditEvents.pageInfo.hasNextPage) break;
        after = auditEvents.pageInfo.endCursor;
      }
      save(new Blob(parts, { type }), `audit-log.${format}`);
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure);
    }
    setExported(undefined);
  };

  return (
    <>
      {exported === undefined ? (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<Icon name="down" size={14} />}>
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {Object.entries(formats).map(([format, { name }]) => (
              <Menu.Item key={format} onClick={() => run(format as keyof typeof formats)}>
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        <Group gap="xs">
          <Text size="sm" role="status">
            {count.format(exported)} events
          </Text>
          <Button variant="default" onClick={() => stop.current?.abort()}>
            Stop
          </Button>
        </Group>
      )}
      <Problem error={error} />
    </>
  );
}

/** Hands a file to the browser. */
function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
