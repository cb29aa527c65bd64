import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useChange } from '../../api/queries';
import { JsonForm } from '../../components/json-form';
import { UpdateSiteConfigurationDocument } from '../../generated/operations';
import { useConfiguration } from './page';

/** Editing the configuration of the site. */
export function Component() {
  const { configuration, allowSiteSettingsEdits, siteConfigurationFromFile } = useConfiguration();
  // What the edit began from. It stays when somebody else saves meanwhile, so that the server can tell.
  const [base, setBase] = useState(configuration);
  const [text, setText] = useState(base.effectiveContents);
  const update = useChange(UpdateSiteConfigurationDocument);
  const changed = text !== base.effectiveContents;
  const outdated = configuration.id !== base.id;
  const startOver = () => {
    setBase(configuration);
    setText(configuration.effectiveContents);
  };
  // Without changes of one's own there is nothing to lose: the newest version is the one to edit.
  if (outdated && !changed) startOver();
  const save = () =>
    update.mutate(
      { lastID: base.id, input: text },
      {
        onSuccess: () => {
          // What was written is the version that comes back.
          setBase({ ...base, effectiveContents: text });
          notifications.show({ message: 'Saved and in force.' });
        },
      },
    );

  return (
    <Stack>
      {siteConfigurationFromFile && (
        <Alert color="gray" title="A file has the say">
          {allowSiteSettingsEdits
            ? 'What you save here lasts until the file changes or the server starts again.'
            : 'It is changed in that file, and cannot be changed here.'}
        </Alert>
      )}
      {outdated && changed && !update.isPending && (
        <Alert color="orange" role="status" title="Somebody else has saved meanwhile">
          <Group justify="space-between">
            <Text size="sm">Copy what you changed, then start over from the newest version.</Text>
            <Button variant="default" size="xs" onClick={startOver}>
              Start over
            </Button>
          </Group>
        </Alert>
      )}
      <JsonForm
        label="Site configuration"
        base={base.effectiveContents}
        edit={base.id}
        onChange={setText}
        readOnly={!allowSiteSettingsEdits}
        changed={changed}
        saving={update}
        onSave={save}
        lost="Your changes of the configuration would be lost."
      />
    </Stack>
  );
}
