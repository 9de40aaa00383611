export * from "./api.ts";
export * from "./egress.ts";
export * from "./ids.ts";
export * from "./lab.ts";
export * from "./lab-import.ts";
export * from "./session.ts";
export * from "./terminal.ts";
export * from "./terminal-frame.ts";
