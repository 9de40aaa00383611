import type { ISearchDecorationOptions } from "@xterm/addon-search";
import type { ITheme } from "@xterm/xterm";
import type { Theme } from "../../ui/theme.ts";

/** The sixteen colours, each legible (4.5:1) on the page's own background. */
export const terminalThemes: Record<Theme, ITheme> = {
  light: {
    background: "#ffffff",
    foreground: "#1a1e24",
    cursor: "#1a56c4",
    cursorAccent: "#ffffff",
    selectionBackground: "#b9d0f7",
    black: "#1a1e24",
    red: "#b3261e",
    green: "#17693a",
    yellow: "#7d5200",
    blue: "#1a56c4",
    magenta: "#8a2da0",
    cyan: "#0b6577",
    white: "#5c6570",
    brightBlack: "#56606c",
    brightRed: "#c4311f",
    brightGreen: "#1b7742",
    brightYellow: "#8a5a00",
    brightBlue: "#2463d8",
    brightMagenta: "#9a3ab1",
    brightCyan: "#0d7186",
    brightWhite: "#3c444d",
  },
  dark: {
    background: "#14171b",
    foreground: "#e6e9ed",
    cursor: "#7fb0ff",
    cursorAccent: "#14171b",
    selectionBackground: "#35507d",
    black: "#3a424c",
    red: "#ff8a7e",
    green: "#6fce95",
    yellow: "#e9b25c",
    blue: "#7fb0ff",
    magenta: "#d99af0",
    cyan: "#64cbe0",
    white: "#d3d8de",
    brightBlack: "#98a2ad",
    brightRed: "#ffaca3",
    brightGreen: "#93dfb1",
    brightYellow: "#f3ca8a",
    brightBlue: "#a5c8ff",
    brightMagenta: "#e6bbf6",
    brightCyan: "#92dcec",
    brightWhite: "#ffffff",
  },
};

/** What a search has found, and the match that is shown. */
export const searchMarks: Record<Theme, ISearchDecorationOptions> = {
  light: {
    matchBackground: "#f7e3a1",
    matchOverviewRuler: "#b88a1d",
    activeMatchBackground: "#f2ad5c",
    activeMatchColorOverviewRuler: "#a14f00",
  },
  dark: {
    matchBackground: "#54461c",
    matchOverviewRuler: "#e9b25c",
    activeMatchBackground: "#8a5300",
    activeMatchColorOverviewRuler: "#f3ca8a",
  },
};
