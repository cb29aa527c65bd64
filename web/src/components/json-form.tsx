import { Button, Group, Text } from '@mantine/core';
import { Editor } from './json-editor';
import { LeaveGuard } from './leave-guard';
import { Problem } from './messages';

interface JsonFormProps {
  label: string;
  /** What the edit began from. */
  base: string;
  /** Tells this edit from others: another one begins anew, even from the same text. */
  edit: number;
  onChange: (text: string) => void;
  readOnly?: boolean;
  /** Whether there is anything to save, here or in fields beside it. */
  changed: boolean;
  /** Whether it can be saved as it is. */
  complete?: boolean;
  saving: { isPending: boolean; error: unknown };
  onSave: () => void;
  /** What is lost when the page is left before. */
  lost: string;
}

/** JSON to edit and save. It asks before what was changed is lost. */
export function JsonForm(props: JsonFormProps) {
  const {
    label,
    base,
    edit,
    onChange,
    readOnly = false,
    changed,
    complete = true,
    saving,
    onSave,
    lost,
  } = props;
  return (
    <>
      <Editor key={edit} label={label} text={base} readOnly={readOnly} onChange={onChange} />
      <Problem error={saving.error} />
      {!readOnly && (
        <Group>
          <Button loading={saving.isPending} disabled={!changed || !complete} onClick={onSave}>
            Save
          </Button>
          <Text size="sm" c="dimmed">
            Escape, then Tab, leaves the editor by the keyboard.
          </Text>
        </Group>
      )}
      <LeaveGuard when={changed}>{lost}</LeaveGuard>
    </>
  );
}
