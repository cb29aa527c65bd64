import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Icon } from './icons';

export interface Column<Row> {
  name: string;
  show: (row: Row) => ReactNode;
  /** Names the order that the list has when the name is pressed, where there is one. */
  order?: string;
  /** Holds names, which may be long words, and as the first column does goes on in the next line inside of them. */
  names?: boolean;
  /** Holds the menu or the buttons of a row. */
  end?: boolean;
}

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  /** Undefined while they are not here yet. */
  rows: readonly Row[] | undefined;
  busy?: boolean | undefined;
  order?: TableOrder | undefined;
}

export interface TableOrder {
  /** Which column it goes by. */
  column: string;
  descending: boolean;
  choose: (column: string) => void;
}

/**
 * A list of things, a row each. The roles are written down because where there is little room the style sheet takes
 * them from the elements.
 */
export function DataTable<Row extends { id: string }>({
  label,
  columns,
  rows,
  busy,
  order,
}: DataTableProps<Row>) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: see above
    <div className="table-frame">
      <table className="table" role="table" aria-label={label} aria-busy={busy || !rows}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <HeaderCell key={column.name} column={column} order={order} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows
            ? rows.map((row) => (
                <tr role="row" key={row.id}>
                  {columns.map(({ name, show, names, end }) => (
                    <td
                      role="cell"
                      key={name}
                      data-label={name}
                      className={end ? 'end' : names ? 'names' : undefined}
                    >
                      {/* One element, so that on narrow screens it stands beside the label as a whole. */}
                      <div>{show(row)}</div>
                    </td>
                  ))}
                </tr>
              ))
            : placeholders.map((key) => (
                <tr role="row" key={key}>
                  {columns.map(({ name }) => (
                    <td role="cell" key={name} data-label={name}>
                      <Skeleton height="1.2rem" />
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
    // biome-ignore-end lint/a11y/noRedundantRoles: see above
  );
}

const placeholders = ['1', '2', '3', '4', '5'];

function HeaderCell<Row>({ column, order }: { column: Column<Row>; order: TableOrder | undefined }) {
  const { name, order: key, end } = column;
  const active = order && key === order.column;
  const direction = active ? (order.descending ? 'descending' : 'ascending') : undefined;
  return (
    <th
      // biome-ignore lint/a11y/noRedundantRoles: see above
      role="columnheader"
      scope="col"
      aria-sort={direction}
      className={end ? 'end' : undefined}
    >
      {key && order ? (
        <button type="button" className="sort" onClick={() => order.choose(key)}>
          {name}
          {active && <Icon name={order.descending ? 'down' : 'up'} size={14} />}
        </button>
      ) : (
        name
      )}
    </th>
  );
}
