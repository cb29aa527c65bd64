import { Menu } from '@mantine/core';
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
  const [asking, setAsking] = useState<'stop' | 'delete'>();
  const { loading, error, start, stop } = useDownload();
  const close = () => setAsking(undefined);
  useDownloadNote(id, loading, error);
  return (
    <>
      <RowMenu of={query}>
        {loading && <Menu.Item onClick={stop}>Stop the download</Menu.Item>}
        {!loading && results && startedAt && (
          <Menu.Item onClick={() => start(pathIn(results))}>
            {goesOn(state) ? 'Download what is found' : 'Download results'}
          </Menu.Item>
        )}
        {!loading && logURL && startedAt && (
          <Menu.Item onClick={() => start(pathIn(logURL))}>Download the log</Menu.Item>
        )}
        {goesOn(state) && <HarmfulItem onClick={() => setAsking('stop')}>Stop</HarmfulItem>}
        <HarmfulItem onClick={() => setAsking('delete')}>Delete</HarmfulItem>
      </RowMenu>
      {asking === 'stop' && (
        <ConfirmChange
          document={CancelSearchJobDocument}
          variables={{ id }}
          title="Stop this search job?"
          action="Stop the job"
          cancel="Let it run"
          harmful
          done="The search job is stopped."
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

/** Says that a file is under way, which may take a while, and what went wrong with it. */
function useDownloadNote(id: string, loading: boolean, error: unknown): void {
  useEffect(() => {
    if (!loading) return;
    const note = notifications.show({
      id: `download ${id}`,
      loading: true,
      message: 'The file is loaded…',
      autoClose: false,
    });
    return () => {
      notifications.hide(note);
    };
  }, [id, loading]);
  useEffect(() => {
    if (error) notifications.show({ message: (error as Error).message, color: 'red' });
  }, [error]);
}
