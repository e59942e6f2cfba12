/**
 * What is wrong with a page as it is laid out, told by the page itself.
 *
 * These functions run in the page, where they are sent as they are written (`inspect.ts`), so they know only each other.
 */

export interface Inspection {
  readonly findings: string[];
  readonly remarks: string[];
}

/** Everything that can be seen now: in the dialog alone where there is one. */
export function inspect(withTargets: boolean): Inspection {
  const shown = seenIn(document.querySelector('dialog[open]') ?? document.body);
  return {
    findings: [...sidewaysScroll(shown), ...cutOff(shown), ...(withTargets ? smallTargets(shown) : [])],
    remarks: [...lonelyEnds(shown), ...brokenLabels(shown)],
  };
}

export function seenIn(parent: Element): HTMLElement[] {
  return ([...parent.children] as HTMLElement[]).flatMap((child) => (isUnseen(child) ? [] : [child, ...seenIn(child)]));
}

/** Whether it is not shown, or there for screen readers alone, or outside of the page until it has the focus. */
export function isUnseen(element: HTMLElement): boolean {
  const { clipPath, position, display } = getComputedStyle(element);
  if (display === 'contents') return false;
  const { width, height, bottom, right } = element.getBoundingClientRect();
  const isClipped = position !== 'static' && (clipPath !== 'none' || (width <= 1 && height <= 1));
  const isOutside = width > 0 && (bottom + scrollY <= 0 || right + scrollX <= 0);
  return !element.checkVisibility() || isClipped || isOutside;
}

export function sidewaysScroll(shown: readonly HTMLElement[]): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const end = (element: HTMLElement) => element.getBoundingClientRect().right;
  const widest = shown.toSorted((a, b) => end(b) - end(a))[0];
  return [`the page scrolls sideways by ${scrollWidth - clientWidth} px${widest ? `: ${nameOf(widest)}` : ''}`];
}

export function cutOff(shown: readonly HTMLElement[]): string[] {
  const clips = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
  const isCut = (element: HTMLElement) => {
    const { overflowX, overflowY } = getComputedStyle(element);
    const isTooWide = clips(overflowX) && element.scrollWidth > element.clientWidth + 1;
    return isTooWide || (clips(overflowY) && element.scrollHeight > element.clientHeight + 1);
  };
  return shown.filter((element) => isCut(element) && element.innerText?.trim()).map((element) => `cut off: ${nameOf(element)}`);
}

/** What is pressed has to be 44 px wide and high, besides links in a sentence (WCAG 2.5.5). */
export function smallTargets(shown: readonly HTMLElement[]): string[] {
  const least = 43.9;
  const kinds = new Map<string, HTMLElement[]>();
  for (const element of shown) {
    if (!element.matches('a[href], button, summary, select, textarea, input:not([type=hidden])') || isInSentence(element)) continue;
    const size = targetSize(element);
    if (size.every((length) => length >= least)) continue;
    // a list has many of a kind, which are told once
    const kind = `only ${size.map((length) => Math.round(length * 10) / 10).join(' × ')} px to press`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), element]);
  }
  return [...kinds].map(([kind, [first, ...more]]) => `${kind}: ${nameOf(first!)}${more.length > 0 ? ` and ${more.length} more` : ''}`);
}

export function isInSentence(element: HTMLElement): boolean {
  return element.localName === 'a' && getComputedStyle(element).display === 'inline' && hasOwnText(element.parentElement!);
}

/** With the label of a box to tick, and with an invisible frame that makes it larger for fingers. */
export function targetSize(element: HTMLElement): [width: number, height: number] {
  const isTickable = element.matches('[type=checkbox], [type=radio]');
  const boxes = [element, ...(isTickable ? ((element as HTMLInputElement).labels ?? []) : [])].map((part) => part.getBoundingClientRect());
  const frame = getComputedStyle(element, '::after');
  const isFramed = frame.content !== 'none' && frame.position === 'absolute';
  const width = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
  const height = Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top));
  return isFramed ? [Math.max(width, parseFloat(frame.width) || 0), Math.max(height, parseFloat(frame.height) || 0)] : [width, height];
}

/** Texts whose last line holds a character or two. */
export function lonelyEnds(shown: readonly HTMLElement[]): string[] {
  const isLonely = (element: HTMLElement) => {
    const lines = linesOf(element);
    const last = lines.at(-1);
    return lines.length > 1 && last !== undefined && last.right - last.left < 2.5 * parseFloat(getComputedStyle(element).fontSize);
  };
  const texts = shown.filter((element) => hasOwnText(element) && !element.matches('pre, pre *'));
  return texts.filter(isLonely).map((element) => `next to nothing on the last line: ${nameOf(element)}`);
}

/** Buttons and other labels that do not fit on a line. */
export function brokenLabels(shown: readonly HTMLElement[]): string[] {
  const labels = shown.filter((element) => hasOwnText(element) && element.closest('button, .um-btn, nav a, th, dt'));
  return labels.flatMap((element) => {
    const { length } = linesOf(element);
    return length > 1 ? [`on ${length} lines: ${nameOf(element)}`] : [];
  });
}

export function linesOf(element: HTMLElement): { top: number; left: number; right: number }[] {
  const range = document.createRange();
  range.selectNodeContents(element);
  const lines: { top: number; left: number; right: number }[] = [];
  for (const { top, left, right, width } of range.getClientRects()) {
    const line = lines.find((other) => Math.abs(other.top - top) < 8);
    if (line) Object.assign(line, { left: Math.min(line.left, left), right: Math.max(line.right, right) });
    else if (width > 0) lines.push({ top, left, right });
  }
  return lines;
}

export function hasOwnText(element: Element): boolean {
  return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && Boolean(node.textContent?.trim()));
}

export function nameOf(element: HTMLElement): string {
  const text = (element.ariaLabel ?? element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 30);
  return `${[element.localName, ...element.classList].join('.')} “${text}”`;
}
