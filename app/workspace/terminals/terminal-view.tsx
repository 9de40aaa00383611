"use client";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import type { TerminalView as TerminalModel } from "../../../runtime/protocol/index.ts";
import { useTheme } from "../../ui/theme.ts";
import { useWorkspace } from "../workspace-context.ts";
import { drawByGraphicsCard } from "./renderer.ts";
import { terminalThemes } from "./terminal-theme.ts";

interface Live {
  terminal: Terminal;
  adapt: () => void;
}

/** Ctrl+Shift+C and V are ours; F6 and F1 belong to the page (Tab and Escape stay the shell's). */
const isPageKey = (event: KeyboardEvent) =>
  event.key === "F6" || event.key === "F1" || (event.metaKey && event.key.toLowerCase() === "k");

/** One terminal on the screen. Stays mounted while its tab is hidden, so that its text and modes stay. */
export function TerminalView({ model, visible }: { model: TerminalModel; visible: boolean }) {
  const { socket, terminals, preferences } = useWorkspace();
  const host = useRef<HTMLDivElement>(null);
  const live = useRef<Live | null>(null);
  const theme = useTheme();
  const { id, title, node } = model;
  const firstLook = useRef({ theme, preferences });

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const { theme: themeNow, preferences: liked } = firstLook.current;
    const terminal = new Terminal({
      fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
      fontSize: liked.fontSizePx,
      theme: terminalThemes[themeNow],
      screenReaderMode: liked.screenReader,
      scrollback: 5_000,
      cursorBlink: false,
      allowProposedApi: true,
      macOptionIsMeta: true,
      minimumContrastRatio: 4.5,
    });
    const fitAddon = new FitAddon();
    const search = new SearchAddon();
    terminal.loadAddon(fitAddon);
    terminal.loadAddon(search);
    terminal.loadAddon(new WebLinksAddon((_event, uri) => window.open(uri, "_blank", "noopener,noreferrer")));
    terminal.open(element);
    drawByGraphicsCard(terminal);

    const stream = socket.openStream(id, {
      reset(prefix) {
        terminal.reset();
        if (prefix.length > 0) terminal.write(prefix);
      },
      write: (bytes, parsed) => terminal.write(bytes, parsed),
      exited: (exitCode) =>
        terminal.write(
          `\r\n\x1b[2m[The shell has ended${exitCode === null ? "" : ` with ${exitCode}`}. Close this terminal or open a new one.]\x1b[0m\r\n`,
        ),
      refused: (message) => terminal.write(`\r\n\x1b[2m[${message.replace(/\p{C}/gu, "")}]\x1b[0m\r\n`),
    });

    const type = (data: string) => {
      if (!stream.type(data, document.visibilityState === "visible"))
        toast.error("Too much is waiting to be sent.", {
          description: "Wait until the connection is back, then paste again.",
        });
    };
    terminal.onData(type);
    terminal.onBinary(type);
    const copy = async () => {
      const text = terminal.getSelection();
      if (text)
        await navigator.clipboard.writeText(text).catch(() => toast.error("The browser refused to copy."));
    };
    const paste = async () => {
      const text = await navigator.clipboard.readText().catch(() => null);
      if (text === null)
        toast.error("The browser refused to paste.", {
          description: "Use Ctrl+V or the browser's own menu.",
        });
      else terminal.paste(text);
    };
    terminal.attachCustomKeyEventHandler((event) => {
      if (isPageKey(event)) return false;
      if (!event.ctrlKey || !event.shiftKey || event.type !== "keydown") return true;
      const key = event.key.toLowerCase();
      if (key === "c") void copy();
      else if (key === "v") void paste();
      else return key !== "f" && key !== "p";
      event.preventDefault();
      return false;
    });

    const adapt = () => {
      if (element.clientWidth === 0 || element.clientHeight === 0) return;
      fitAddon.fit();
      const cols = Math.min(500, Math.max(2, terminal.cols));
      const rows = Math.min(300, Math.max(1, terminal.rows));
      stream.resize({ cols, rows });
    };
    live.current = { terminal, adapt };
    const observer = new ResizeObserver(() => requestAnimationFrame(adapt));
    observer.observe(element);
    adapt();
    void document.fonts.load("13px 'JetBrains Mono Variable'").then(adapt);
    terminals.set(id, {
      focus: () => terminal.focus(),
      copy,
      paste,
      clear: () => terminal.clear(),
      find: (text, backwards) => (backwards ? search.findPrevious(text) : search.findNext(text)),
    });
    return () => {
      observer.disconnect();
      terminals.delete(id);
      socket.closeStream(stream);
      live.current = null;
      terminal.dispose();
    };
  }, [id, socket, terminals]);

  useEffect(() => {
    if (!live.current) return;
    const { terminal, adapt } = live.current;
    terminal.options.theme = terminalThemes[theme];
    terminal.options.fontSize = preferences.fontSizePx;
    terminal.options.screenReaderMode = preferences.screenReader;
    adapt();
  }, [theme, preferences]);

  useEffect(() => {
    if (!visible) return;
    const frame = requestAnimationFrame(() => {
      live.current?.adapt();
      if (document.activeElement === document.body) live.current?.terminal.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [visible]);

  return (
    <div
      ref={host}
      role="tabpanel"
      id={`panel-${id}`}
      aria-label={`Terminal ${title} on ${node}`}
      data-terminal-id={id}
      hidden={!visible}
      className="terminal-host absolute inset-0 overflow-hidden bg-terminal"
    />
  );
}
