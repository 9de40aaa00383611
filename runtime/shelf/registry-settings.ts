export interface RegistrySettings {
  address: string;
  port: number;
  folder: string;
  /** What learners pull is never what learners push: the mirror takes no writes. */
  readOnly: boolean;
}

/** The configuration of docker-registry. */
export function renderRegistrySettings(settings: RegistrySettings): string {
  return `version: 0.1
log: { level: warn, accesslog: { disabled: true } }
storage:
  filesystem: { rootdirectory: ${settings.folder} }
  delete: { enabled: false }
  maintenance: { readonly: { enabled: ${settings.readOnly} }, uploadpurging: { enabled: true, age: 24h, interval: 6h, dryrun: false } }
http:
  addr: ${settings.address}:${settings.port}
`;
}
