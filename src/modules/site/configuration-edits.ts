import { applyEdits, type JSONPath, modify } from 'jsonc-parser';
import { InvalidInputError } from '../../errors.js';
import { configIdOf, isOffered, type Provider } from './sign-in-providers.js';
import { readSiteSettings } from './site-settings.js';

/** A value for a place in the configuration; undefined takes it away. */
export type Edit = readonly [path: JSONPath, value: unknown];

/** A configuration text with some values changed; comments and everything else stay as they are. */
export function withValues(contents: string, edits: readonly Edit[]): string {
  let text = contents;
  for (const [path, value] of edits) {
    text = applyEdits(
      text,
      modify(text, [...path], value, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } }),
    );
  }
  return text;
}

/** The edits for the fields of an input that were given; a field that is absent or null changes nothing. */
export const editsFor = <Input extends object>(
  input: Input,
  places: { [Key in keyof Input]?: JSONPath },
): Edit[] =>
  Object.entries(places).flatMap(([key, path]) => {
    const value = input[key as keyof Input];
    return value == null ? [] : [[path as JSONPath, value] as const];
  });

/**
 * A configuration text with another list of sign-in providers.
 *
 * @throws InvalidInputError when nobody could sign in any more.
 */
export function withProviders(contents: string, change: (providers: Provider[]) => Provider[]): string {
  const providers = change(readSiteSettings(contents)['auth.providers']);
  if (!providers.some(isOffered)) {
    throw new InvalidInputError('nobody could sign in any more: this is the last way that is offered');
  }
  return withValues(contents, [[['auth.providers'], providers]]);
}

/**
 * Where a provider is in the list.
 *
 * @throws InvalidInputError when it is not there.
 */
export function providerIndex(
  providers: readonly Provider[],
  { serviceType, configID }: { serviceType: string; configID: string },
): number {
  const index = providers.findIndex(
    (provider) => provider.type === serviceType && configIdOf(provider) === configID,
  );
  if (index < 0) {
    throw new InvalidInputError(`no sign-in provider of type "${serviceType}" with configID "${configID}"`);
  }
  return index;
}
