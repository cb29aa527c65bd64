import { Button, Menu } from '@mantine/core';
import { useDownload } from '../../components/download';
import { Icon } from '../../components/icons';
import { Problem } from '../../components/messages';
import type { AuditEventFilter } from '../../generated/operations';

const formats = { jsonl: 'JSON lines', csv: 'CSV' } as const;

/** Saves every event that the filter selects. */
export function Export({ filter }: { filter: AuditEventFilter }) {
  const { loading, error, start, stop } = useDownload();

  const save = (format: string) => {
    const parameters = new URLSearchParams({ format });
    for (const [name, value] of Object.entries(filter)) if (value) parameters.set(name, value);
    return start(`/.api/audit-log?${parameters}`);
  };

  return (
    <>
      {loading ? (
        <Button variant="default" onClick={stop}>
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
