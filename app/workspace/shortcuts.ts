/** Every key of the page, as the palette and the help show them. */
export const SHORTCUTS = [
  { keys: "F6", does: "Go to the next pane; leaves the terminal" },
  { keys: "Shift F6", does: "Go to the pane before" },
  { keys: "Ctrl K", does: "Every command by name; F1 in a terminal" },
  { keys: "Ctrl S", does: "Save the file" },
  { keys: "Ctrl Shift C", does: "Copy from the terminal" },
  { keys: "Ctrl Shift V", does: "Paste into the terminal" },
  { keys: "Ctrl Shift F", does: "Search in the terminal" },
  { keys: "F2", does: "Rename the chosen tab or file" },
  { keys: "Delete", does: "Close the chosen tab" },
  { keys: "Alt Shift C", does: "In a lab: check the step" },
  { keys: "Alt Shift N", does: "In a lab: go to the next step; B goes back" },
  { keys: "Alt Shift H", does: "In a lab: show a hint" },
  { keys: "?", does: "Show these keys, outside of text" },
] as const;

/** Keys as they are written on this machine's keyboard. Ctrl stays Ctrl in a terminal everywhere. */
export function keyLabel(keys: string): string {
  const mac = /^Mac|iP/.test(globalThis.navigator?.platform ?? "");
  return mac && !keys.includes("Shift") ? keys.replace("Ctrl", "⌘") : keys;
}
