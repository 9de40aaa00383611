/** Where a pane takes the focus: its text area, its chosen item, else its first control (never a frame: its keys do not come back). */
const ENTRY = [
  "[data-pane-entry]",
  ".terminal-host:not([hidden]) textarea",
  ".monaco-editor textarea, .monaco-editor .native-edit-context",
  "[role=treeitem][tabindex='0']",
  "[role=tab][tabindex='0']",
  "input, button:not(:disabled), a[href]",
];

function enter(pane: Element): boolean {
  for (const selector of ENTRY) {
    const target = pane.querySelector<HTMLElement>(selector);
    if (!target) continue;
    target.focus();
    return true;
  }
  return false;
}

export function focusPane(name: string): boolean {
  const pane = document.querySelector(`[data-pane="${name}"]`);
  return pane ? enter(pane) : false;
}

/** Goes to the next (or previous) pane that is shown, the bar included. */
export function cyclePanes(backwards: boolean): void {
  const panes = [...document.querySelectorAll("[data-pane]")].filter(
    (pane) => pane.getClientRects().length > 0,
  );
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const step = backwards ? -1 : 1;
  for (let tried = 1; tried <= panes.length; tried++) {
    const start = at === -1 && backwards ? 0 : at;
    const pane = panes[(start + step * tried + panes.length * 2) % panes.length];
    if (pane && enter(pane)) return;
  }
}
