import { Button, Menu } from '@mantine/core';
import { useRef, useState } from 'react';
import { saveFile } from '../../api/ask';
import { Icon } from '../../components/icons';
import { Problem } from '../../components/messages';
import type { AuditEventFilter } from '../../generated/operations';

const formats = { jsonl: 'JSON lines', csv: 'CSV' } as const;

/** Saves every event that the filter selects. */
export function Export({ filter }: { filter: AuditEventFilter }) {
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const stop = useRef<AbortController>(null);

  const save = async (format: string) => {
    const parameters = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(filter)) if (value) parameters.set(name, value);
    const controller = new AbortController();
    stop.current = controller;
    setError(undefined);
    setLoading(true);
    try {
      await saveFile(`/.api/audit-log?${parameters}`, controller.signal);
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure);
    }
    setLoading(false);
  };

  return (
    <>
      {loading ? (
        <Button variant="default" onClick={() => stop.current?.abort()}>
          Stop the export
        </Button>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<Icon name="down" size={14} />}>
              Export
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {Object.entries(formats).map(([format, name]) => (
              <Menu.Item key={format} onClick={() => save(format)}>
                {name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Problem error={error} />
    </>
  );
}
