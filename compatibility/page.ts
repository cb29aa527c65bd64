import { type Area, areaOf, areas, type Reason, unserved } from './areas.js';
import type { Comparison, Item } from './compare.js';
import { differences } from './differences.js';
import type { Signatures } from './signatures.js';

/** Writes docs/compatibility.md. */
export function compatibilityPage(comparison: Comparison, oldForms: Signatures): string {
  return `${[
    intro,
    '## Areas',
    table(
      ['Area', 'State', 'Served', 'What is not'],
      [
        ...areas.map((area) => areaRow(area, comparison.items)),
        ...unserved.map(({ name, state, why }) => [name, state, '', why]),
      ],
    ),
    '## What is not served, one by one',
    'Of a type of which nothing is served, only the name is given.',
    table(
      ['Area', 'Not served'],
      areas.flatMap((area) => missingRow(area, comparison.items)),
    ),
    '## Differences on purpose',
    'Everything else that is served has the arguments, defaults and types of the product, nullability included.',
    table(
      ['Field', 'Type here', 'Why'],
      Object.entries(differences).map(([field, { ours, why }]) => [code(field), code(ours), why]),
    ),
    '## Old forms',
    'The product has these no more, and clients still send them. What of them is served is described in the schema.',
    list(
      [...oldForms].flatMap(([type, { fields }]) =>
        [...fields].map(([name, field]) => code(oldForm(type, name, field.args.keys()))),
      ),
    ),
    '## What only Gatehouse has',
    'Each says "An addition of Gatehouse" in its description in [schema.graphql](../schema.graphql).',
    list(comparison.additions.map(code)),
  ].join('\n\n')}\n`;
}

const intro = `# Compatibility

<!-- Made by npm run generate from the schema and the folder compatibility. Do not edit. -->

What is served of the API of Sourcegraph that is about accounts, organizations, access, the site, repositories and
search, held against the signatures of the product (versions of 2024 to 2026) field by field. A client that asks for a
field that is not served is answered as for any unknown field: \`Cannot query field "…" on type "…".\``;

function areaRow(area: Area, items: readonly Item[]): string[] {
  const own = items.filter((item) => areaOf(item) === area);
  const served = own.filter((item) => item.served).length;
  const count = `${served} of ${own.length}`;
  if (served === own.length) return [area.name, 'served', count, ''];
  const { state, why } = reasonOf(area);
  return [
    area.name,
    served === 0 ? state : 'partly served',
    count,
    served === 0 ? why : sentence(state, why),
  ];
}

const reasonOf = (area: Area): Reason => area.notServed ?? { state: 'not served yet', why: '' };

const sentence = (state: string, why: string) => `The rest is ${state}.${why && ` ${why}`}`;

function missingRow(area: Area, items: readonly Item[]): string[][] {
  const missing = items.filter((item) => !item.served && areaOf(item) === area);
  const isWhole = (type: string) =>
    area.of.includes(type) && items.every((item) => item.type !== type || !item.served);
  const names = missing.map(({ name, type }) => (isWhole(type) ? type : name));
  return names.length === 0 ? [] : [[area.name, [...new Set(names)].map(code).join(', ')]];
}

const oldForm = (type: string, field: string, args: Iterable<string>) => {
  const names = [...args].map((arg) => `${arg}:`).join(' ');
  return `${type}.${field}${names && `(${names})`}`;
};

const code = (text: string) => `\`${text}\``;
const list = (entries: readonly string[]) => entries.join(', ');

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`.replaceAll('|  |', '| |');
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n');
}
