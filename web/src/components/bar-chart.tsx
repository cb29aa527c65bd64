import { Box, Group, Text } from '@mantine/core';
import { useId } from 'react';

/** What each bar is made of, from the bottom. */
export interface Series {
  name: string;
  color: string;
}

export interface Bar {
  /** What it stands for, in a few words. */
  label: string;
  /** One number for each series. */
  values: number[];
  onChoose?: () => void;
}

interface BarChartProps {
  title: string;
  series: Series[];
  bars: Bar[];
  /** Beside each other where some things are counted in more than one series; on top of each other otherwise. */
  beside?: boolean;
}

const height = 120;
const count = new Intl.NumberFormat();

/** Numbers over time, as bars and, for who cannot see them, as a table. */
export function BarChart({ title, series, bars, beside = false }: BarChartProps) {
  const id = useId();
  const highest = Math.max(0, ...bars.map(({ values }) => (beside ? Math.max(...values) : sum(values))));
  const totals = series.map((_, index) => sum(bars.map(({ values }) => values[index] ?? 0)));
  return (
    <figure className="chart" aria-labelledby={id}>
      <Group justify="space-between" gap="xs">
        <Text component="figcaption" id={id} size="sm" fw={600}>
          {title}
        </Text>
        <Group gap="md">
          {series.map(({ name, color }, index) => (
            <Group key={name} gap={6}>
              <Box w={10} h={10} bg={color} style={{ borderRadius: 2 }} />
              <Text size="sm">
                {name}: {count.format(totals[index] ?? 0)}
              </Text>
            </Group>
          ))}
        </Group>
      </Group>
      <svg
        viewBox={`0 0 ${bars.length * 10} ${height}`}
        preserveAspectRatio="none"
        width="100%"
        height={height}
        aria-hidden="true"
        focusable="false"
      >
        {bars.map((bar, index) => (
          <BarShape
            key={bar.label}
            bar={bar}
            x={index * 10}
            scale={height / Math.max(1, highest)}
            series={series}
            beside={beside}
          />
        ))}
      </svg>
      <Group justify="space-between" aria-hidden="true">
        <Text size="xs" c="dimmed">
          {bars[0]?.label}
        </Text>
        <Text size="xs" c="dimmed">
          highest: {count.format(highest)}
        </Text>
        <Text size="xs" c="dimmed">
          {bars.at(-1)?.label}
        </Text>
      </Group>
      <details>
        <summary>As a table</summary>
        <div className="chart-table table-frame">
          <table className="table" aria-label={title}>
            <thead>
              <tr>
                <th scope="col">When</th>
                {series.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {bars.map(({ label, values, onChoose }) => (
                <tr key={label}>
                  <td data-label="When">
                    {onChoose ? (
                      <button type="button" className="sort" onClick={onChoose}>
                        {label}
                      </button>
                    ) : (
                      label
                    )}
                  </td>
                  {series.map(({ name }, index) => (
                    <td key={name} data-label={name}>
                      {count.format(values[index] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

interface BarShapeProps {
  bar: Bar;
  x: number;
  scale: number;
  series: Series[];
  beside: boolean;
}

function BarShape({ bar: { label, values, onChoose }, x, scale, series, beside }: BarShapeProps) {
  const width = beside ? 8 / series.length : 8;
  const tip = `${label}: ${series.map(({ name }, index) => `${values[index] ?? 0} ${name.toLowerCase()}`).join(', ')}`;
  const heights = values.map((value) => (value === 0 ? 0 : Math.max(2, value * scale)));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for pointers; the table below does the same for the keyboard
    <g onClick={onChoose} style={onChoose && { cursor: 'pointer' }}>
      <title>{tip}</title>
      <rect className="chart-slot" x={x} y={0} width={10} height={height} />
      {series.map(({ name, color }, index) => (
        <rect
          key={name}
          x={x + 1 + (beside ? index * width : 0)}
          y={height - (beside ? (heights[index] ?? 0) : sum(heights.slice(0, index + 1)))}
          width={width}
          height={heights[index] ?? 0}
          fill={color}
        />
      ))}
    </g>
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
