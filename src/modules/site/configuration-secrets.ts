import { getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { InvalidInputError } from '../../errors.js';
import { redactComments, redacted, restoreComments } from '../../secret-comments.js';

/**
 * Where the site configuration holds secrets. `*` is every element of a list; its elements are told apart by
 * `type` and by `configID` or else `displayName`, and those that are alike by their order among each other, because a
 * change may reorder them.
 */
const secretPaths: readonly (readonly string[])[] = [
  ['licenseKey'],
  ['auth.providers', '*', 'clientSecret'],
  ['auth.unlockAccountLinkSigningKey'],
  ['email.smtp', 'password'],
  ['scim.authToken'],
];

/** Their keys, wherever they stand in a comment. */
const secretKeys = secretPaths.map((path) => path.at(-1) ?? '');

interface Secret {
  /** Names the place, whatever the order of lists. */
  place: string;
  path: string;
  node: Node;
  value: unknown;
}

/** The text with its secrets replaced by `REDACTED`, or by what `mark` makes of each, also in comments. */
export function redactSecrets(contents: string, mark: (value: unknown) => string = () => redacted): string {
  const shown = replaced(
    contents,
    secretsIn(contents).flatMap(({ node, value }) => (isSet(value) ? [{ node, value: mark(value) }] : [])),
  );
  return redactComments(shown, secretKeys, mark);
}

/** The text with what `replace` makes of each of its secrets. */
export async function replaceSecrets(
  contents: string,
  replace: (value: unknown) => Promise<unknown>,
): Promise<string> {
  const secrets = secretsIn(contents).filter(({ value }) => isSet(value));
  return replaced(
    contents,
    await Promise.all(secrets.map(async ({ node, value }) => ({ node, value: await replace(value) }))),
  );
}

const isSet = (value: unknown): boolean => value !== '' && value !== null;

/**
 * The text with every `REDACTED` that stands for a secret replaced by the secret which `before` has there. A comment that
 * comes back as it was read is the one that it was; what a comment says otherwise is its own.
 *
 * @throws InvalidInputError where there was none.
 */
export function restoreSecrets(contents: string, before: string): string {
  const known = new Map(secretsIn(before).map(({ place, value }) => [place, value]));
  const restored = replaced(
    contents,
    secretsIn(contents).flatMap(({ place, path, node }) => {
      if (node.value !== redacted) return [];
      const value = known.get(place);
      if (value === undefined || value === redacted) {
        const line = contents.slice(0, node.offset).split('\n').length;
        throw new InvalidInputError(
          `invalid site configuration: line ${line}: ${path}: ${redacted} stands for a secret, but none was set there`,
        );
      }
      return [{ node, value }];
    }),
  );
  return restoreComments(restored, before, secretKeys);
}

/** Every value at a secret path. A text that is no JSON has none: it is never stored. */
export function secretsIn(contents: string): Secret[] {
  const root = parseTree(contents, [], { allowTrailingComma: true });
  return root ? secretPaths.flatMap((path) => find(root, path, '', '')) : [];
}

/** Follows a path through every key of that name: where one is given twice, both are secrets. */
function find(node: Node, [key, ...rest]: readonly string[], place: string, path: string): Secret[] {
  if (key === undefined) return [{ place, path, node, value: getNodeValue(node) }];
  if (key === '*') {
    if (node.type !== 'array') return [];
    const seen = new Map<string, number>();
    return (node.children ?? []).flatMap((element, index) => {
      const identity = identityOf(element);
      const nth = seen.get(identity) ?? 0;
      seen.set(identity, nth + 1);
      return find(element, rest, `${place}/${identity}/${nth}`, `${path}.${index}`);
    });
  }
  if (node.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
    name?.value === key && value
      ? find(value, rest, `${place}/${key}`, path === '' ? key : `${path}.${key}`)
      : [],
  );
}

function identityOf(element: Node): string {
  const field = (key: string): unknown =>
    element.children?.find(({ children: [name] = [] }) => name?.value === key)?.children?.[1]?.value;
  return JSON.stringify([field('type'), field('configID') ?? field('displayName')]);
}

function replaced(contents: string, changes: readonly { node: Node; value: unknown }[]): string {
  let text = contents;
  for (const { node, value } of [...changes].sort((a, b) => b.node.offset - a.node.offset)) {
    text = text.slice(0, node.offset) + JSON.stringify(value) + text.slice(node.offset + node.length);
  }
  return text;
}
