/** Bars as inline SVG. What they show is said in words beside each, so that nobody needs to see them; no library, no script. */
import { html } from 'hono/html';
import type { Html } from './layout.ts';
import type { Tone } from './parts.ts';

export interface Bar {
  label: string;
  /** From left to right; each in its tone. */
  parts: readonly { name: string; n: number; tone: Tone }[];
}

/** All bars on one scale, the longest as wide as there is room. */
export function bars(caption: string, rows: readonly Bar[]): Html {
  const longest = Math.max(1, ...rows.map(({ parts }) => parts.reduce((sum, { n }) => sum + n, 0)));
  return html`<figure class="bars">
    <figcaption>${caption}</figcaption>
    <ul>
      ${rows.map(
        ({ label, parts }) =>
          html`<li>
            <span>${label}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              ${rects(parts, longest)}
            </svg>
            <span class="soft"
              >${
                parts
                  .filter(({ n }) => n > 0)
                  .map(({ name, n }) => `${name} ${n}`)
                  .join(' · ') || '0'
              }</span
            >
          </li>`,
      )}
    </ul>
  </figure>`;
}

function rects(parts: Bar['parts'], longest: number): Html[] {
  let at = 0;
  return parts.flatMap(({ n, tone }) => {
    if (n === 0) return [];
    const width = (100 * n) / longest;
    const rect = html`<rect
      class="${tone}"
      x="${at.toFixed(2)}"
      y="0"
      width="${width.toFixed(2)}"
      height="8"
    ></rect>`;
    at += width;
    return [rect];
  });
}
