import type { Page } from 'playwright-core';

/** What is seen of fields: the line around those for text and ticks, the ground of switches. */
const fields = [
  '.mantine-Input-input',
  '.mantine-Checkbox-input',
  '.mantine-Radio-input',
  '.mantine-Switch-track',
  '.editor',
].join(', ');

/** What a field is drawn with and on, as the browser has computed it. */
interface Drawn {
  field: string;
  /** Its line, and where it has none its ground. */
  color: string;
  /** What is behind it. */
  behind: string;
}

/** Runs in the page. Fields that are switched off are left out, as WCAG leaves them out. */
const drawnFields = `(() => {
  const opaque = (color) => color !== 'transparent' && !color.endsWith(', 0)');
  const groundOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (opaque(backgroundColor)) return backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const isOff = (element) =>
    element.matches(':disabled, [data-disabled], :has(:disabled), :disabled + *') || !element.checkVisibility();
  return [...document.querySelectorAll(${JSON.stringify(fields)})].filter((element) => !isOff(element)).map((element) => {
    const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(element);
    const hasLine = borderTopWidth !== '0px' && opaque(borderTopColor);
    const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? '';
    return {
      field: element.className + ' ' + name,
      color: hasLine ? borderTopColor : backgroundColor,
      behind: groundOf(element.parentElement),
    };
  });
})()`;

/** How many fields of a page there are to look at, and which stand out by less than 3:1 (WCAG 2.2, 1.4.11). */
export async function faintFields(page: Page): Promise<{ seen: number; faint: string[] }> {
  const drawn: Drawn[] = await page.evaluate(drawnFields);
  const faint = drawn
    .map(({ field, color, behind }) => ({ field, color, behind, ratio: contrast(color, behind) }))
    .filter(({ ratio }) => !(ratio >= 3))
    .map(
      ({ field, color, behind, ratio }) =>
        `a field stands out by ${ratio.toFixed(2)}: ${color} on ${behind}, ${field}`,
    );
  return { seen: drawn.length, faint };
}

/** How far two colours are apart: WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** How light `rgb(…)` is: WCAG 2.2, relative luminance. */
function luminance(color: string): number {
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = (
    /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color)?.slice(1) ?? []
  )
    .map((part) => Number(part) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
