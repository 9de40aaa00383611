/** Imports run one way: app -> server -> runtime. app sees only the protocol of runtime. */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "runtime-knows-nobody",
      severity: "error",
      from: { path: "^runtime" },
      to: { path: "^(app|server|scripts)" },
    },
    { name: "server-knows-no-page", severity: "error", from: { path: "^server" }, to: { path: "^app" } },
    {
      name: "app-sees-only-protocol",
      severity: "error",
      from: { path: "^app" },
      to: { path: "^(server|scripts|runtime/(?!protocol))" },
    },
    {
      name: "protocol-is-zod-only",
      severity: "error",
      from: { path: "^runtime/protocol" },
      to: { pathNot: ["^runtime/protocol", "node_modules/zod"] },
    },
    {
      name: "only-repositories-touch-prisma",
      severity: "error",
      from: { path: "^(server|runtime|scripts)", pathNot: ["-repository\\.ts$", "^server/db/"] },
      to: { path: "(^prisma/generated|@prisma/client)" },
    },
    {
      name: "only-incus-speaks-incus",
      severity: "error",
      from: { path: "^server" },
      to: { path: "^runtime/incus/(?!incus-driver)" },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.d\\.ts$",
          "^app/.*(page|layout|error|not-found|loading)\\.tsx$",
          "^scripts/",
          "main\\.ts$",
          "\\.cjs$",
          "\\.css$",
        ],
      },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^test|\\.next|prisma/generated)" },
    tsPreCompilationDeps: true,
    parser: "swc",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".css"],
    },
  },
};
