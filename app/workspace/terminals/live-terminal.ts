import { FitAddon } from "@xterm/addon-fit";
import { type ISearchDecorationOptions, SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { type ITheme, Terminal } from "@xterm/xterm";
import type { TerminalId } from "../../../runtime/protocol/index.ts";
import type { SessionSocket } from "../../client/session-socket.ts";
import { looksIdle } from "./idle-line.ts";
import { planPaste } from "./paste-plan.ts";
import { drawByGraphicsCard } from "./renderer.ts";
import { bytesOfKey, withCtrl } from "./shown-keys.ts";
import type { Matches, TerminalHandle } from "./terminal-registry.ts";
import { createTerminalSink } from "./terminal-sink.ts";
import { planTyping } from "./typing-plan.ts";

/** What Ctrl-C ends needs a moment to go, and takes along what was typed before it had. */
const AFTER_INTERRUPT_MS = 400;

export interface TerminalLook {
  theme: ITheme;
  marks: ISearchDecorationOptions;
  fontSizePx: number;
  screenReader: boolean;
}

export interface TerminalEvents {
  /** Why nothing flows; null once it does. */
  trouble(message: string | null): void;
  /** Something that the person asked for was not done. */
  refused(what: "copy" | "nothing-selected" | "paste" | "too-much"): void;
  /** Asks before a paste whose lines would be taken as typed. */
  askPaste(lines: number, paste: () => void): void;
  /** A link was clicked; `hidden` when its text is not its address. */
  link(uri: string, hidden: boolean): void;
}

/** Keys that belong to the page; Tab and Escape stay the shell's. Ctrl+Shift+V is the browser's own paste. */
const isPageKey = (event: KeyboardEvent) =>
  event.key === "F6" ||
  event.key === "F1" ||
  (event.metaKey && event.key.toLowerCase() === "k") ||
  (event.ctrlKey && event.shiftKey && ["KeyV", "KeyF", "KeyP"].includes(event.code));

/** An xterm on the page with its stream. Lives from open to dispose; hidden, it keeps its text and modes. */
export function createLiveTerminal(options: {
  id: TerminalId;
  element: HTMLElement;
  socket: SessionSocket;
  look: TerminalLook;
  events: TerminalEvents;
}) {
  const { id, element, socket, events } = options;
  let { look } = options;
  const terminal = new Terminal({
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    fontSize: look.fontSizePx,
    theme: look.theme,
    screenReaderMode: look.screenReader,
    scrollback: 5_000,
    cursorBlink: false,
    allowProposedApi: true,
    macOptionIsMeta: true,
    minimumContrastRatio: 4.5,
    linkHandler: { activate: (_event, uri) => events.link(uri, true), allowNonHttpProtocols: false },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  let matches: Matches = { count: 0, shown: 0 };
  search.onDidChangeResults(({ resultIndex, resultCount }) => {
    matches = { count: resultCount, shown: resultIndex + 1 };
  });
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new WebLinksAddon((_event, uri) => events.link(uri, false)));
  terminal.open(element);
  drawByGraphicsCard(terminal);
  const stream = socket.openStream(id, createTerminalSink(terminal, events.trouble));

  let ctrlUsed: (() => void) | null = null;
  const type = (data: string) => {
    const controlled = ctrlUsed && withCtrl(data);
    if (controlled) {
      ctrlUsed?.();
      ctrlUsed = null;
    }
    if (!stream.type(controlled || data, document.visibilityState === "visible")) events.refused("too-much");
  };
  terminal.onData(type);
  terminal.onBinary(type);

  const pasteText = (clipboard: string) => {
    const { text, askLines } = planPaste(clipboard, terminal.modes.bracketedPasteMode);
    if (askLines === null) terminal.paste(text);
    else events.askPaste(askLines, () => terminal.paste(text));
  };
  const copy = async () => {
    const text = terminal.getSelection();
    if (!text) return events.refused("nothing-selected");
    await navigator.clipboard.writeText(text).catch(() => events.refused("copy"));
  };
  // Before xterm's own listener, so that every way to paste goes by the same rules.
  const onPaste = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    pasteText(event.clipboardData?.getData("text/plain") ?? "");
  };
  element.addEventListener("paste", onPaste, true);
  terminal.attachCustomKeyEventHandler((event) => {
    if (isPageKey(event)) return false;
    if (!event.ctrlKey || !event.shiftKey || event.code !== "KeyC") return true;
    event.preventDefault();
    if (event.type === "keydown") void copy();
    return false;
  });

  const adapt = () => {
    if (element.clientWidth === 0 || element.clientHeight === 0) return;
    fit.fit();
    const cols = Math.min(500, Math.max(2, terminal.cols));
    const rows = Math.min(300, Math.max(1, terminal.rows));
    stream.resize({ cols, rows });
  };
  const observer = new ResizeObserver(() => requestAnimationFrame(adapt));
  observer.observe(element);
  adapt();
  void document.fonts.load("13px 'JetBrains Mono Variable'").then(adapt);
  terminal.textarea?.addEventListener("focus", stream.claimSize);

  const handle: TerminalHandle = {
    focus: () => terminal.focus(),
    copy,
    async paste() {
      const text = await navigator.clipboard.readText().catch(() => null);
      if (text === null) events.refused("paste");
      else pasteText(text);
      terminal.focus();
    },
    clear: () => terminal.clear(),
    find(text, which) {
      matches = { count: 0, shown: 0 };
      // The search begins at the selection: without one it begins at the end.
      if (which === "newest") terminal.clearSelection();
      if (text === "") search.clearDecorations();
      else if (which === "below") search.findNext(text, { decorations: look.marks });
      else search.findPrevious(text, { decorations: look.marks });
      return matches;
    },
    press: (key) => terminal.input(bytesOfKey(key, terminal.modes.applicationCursorKeysMode)),
    async type(request) {
      const { before } = planTyping(request, false);
      if (before !== "") {
        terminal.input(before);
        await new Promise((resolve) => setTimeout(resolve, AFTER_INTERRUPT_MS));
      }
      terminal.scrollToBottom();
      terminal.input(planTyping(request, terminal.modes.bracketedPasteMode).keys);
    },
    holdCtrl(used) {
      ctrlUsed = used;
    },
    isIdle() {
      const { active } = terminal.buffer;
      const line = active.getLine(active.baseY + active.cursorY);
      return looksIdle(line?.translateToString(false, 0, active.cursorX) ?? "", active.type === "alternate");
    },
  };

  return {
    handle,
    adapt,
    setLook(next: TerminalLook) {
      look = next;
      terminal.options.theme = look.theme;
      terminal.options.fontSize = look.fontSizePx;
      terminal.options.screenReaderMode = look.screenReader;
      adapt();
    },
    dispose() {
      observer.disconnect();
      element.removeEventListener("paste", onPaste, true);
      socket.closeStream(stream);
      terminal.dispose();
    },
  };
}
export type LiveTerminal = ReturnType<typeof createLiveTerminal>;
