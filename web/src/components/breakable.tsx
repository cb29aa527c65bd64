import { Fragment } from 'react';

/** A path or another name without spaces, which on a narrow screen goes on in the next line behind a sign, not in a word. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[/_#])(?=\w)/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
