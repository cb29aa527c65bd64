import { Button, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { ConfirmChange } from '../../components/confirm-change';
import { useDownload } from '../../components/download';
import { goesOn } from '../../components/job-state';
import { HarmfulItem, RowMenu } from '../../components/row-menu';
import {
  CancelSearchJobDocument,
  DeleteSearchJobDocument,
  type SearchJobRowFragment,
} from '../../generated/operations';

/** Links hold the address of the instance, which may be another than the one where this browser has a session. */
const pathIn = (url: string): string => new URL(url).pathname;

/** What can be done with a search job. */
export function JobMenu({ job }: { job: SearchJobRowFragment }) {
  const { id, query, state, startedAt, URL: results, logURL } = job;
  const [asking, setAsking] = useState<'cancel' | 'delete'>();
  const { loading, error, start, stop } = useDownload();
  useEffect(() => {
    if (error) notifications.show({ message: (error as Error).message, color: 'red' });
  }, [error]);
  const close = () => setAsking(undefined);
  if (loading) {
    return (
      <Button variant="default" size="xs" onClick={stop}>
        Stop the download
      </Button>
    );
  }
  return (
    <>
      <RowMenu of={query}>
        {results && startedAt && (
          <Menu.Item onClick={() => start(pathIn(results))}>
            {goesOn(state) ? 'Download what is found' : 'Download results'}
          </Menu.Item>
        )}
        {logURL && startedAt && <Menu.Item onClick={() => start(pathIn(logURL))}>Download the log</Menu.Item>}
        {goesOn(state) && <HarmfulItem onClick={() => setAsking('cancel')}>Cancel</HarmfulItem>}
        <HarmfulItem onClick={() => setAsking('delete')}>Delete</HarmfulItem>
      </RowMenu>
      {asking === 'cancel' && (
        <ConfirmChange
          document={CancelSearchJobDocument}
          variables={{ id }}
          title="Cancel this search job?"
          action="Cancel the job"
          cancel="Let it run"
          harmful
          done="The search job is canceled."
          onClose={close}
        >
          It does not go on after this. What it has found stays, to be downloaded.
        </ConfirmChange>
      )}
      {asking === 'delete' && (
        <ConfirmChange
          document={DeleteSearchJobDocument}
          variables={{ id }}
          title="Delete this search job?"
          action="Delete"
          harmful
          done="The search job is deleted."
          onClose={close}
        >
          {goesOn(state) && 'It stops. '}What it found goes with it, and cannot be had back.
        </ConfirmChange>
      )}
    </>
  );
}
