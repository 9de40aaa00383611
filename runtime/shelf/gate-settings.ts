/** What the package gate lets through, and where it keeps what it fetched. */
export interface GateSettings {
  /** Address to listen on: the gateway of the bridge with egress `packages`. */
  address: string;
  port: number;
  /** Also stands in for those hosts themselves on this port, for who asks by name and knows of no proxy; needs root. */
  webPort?: number;
  /** Hosts of package mirrors and registries; a leading dot stands for all below a domain. */
  hosts: string[];
  /** Private addresses that configured mirrors have: a room's own mirror is let through. */
  mirrorAddresses: string[];
  folder: string;
  cacheMegabytes: number;
  /** Whom squid becomes when root starts it. */
  user?: string;
}

const PRIVATE = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
  "::/127",
  "fc00::/7",
  "fe80::/10",
];

/** squid's configuration: an allow-list of hosts, no private destination, no port but the web's. */
export function renderGateSettings(settings: GateSettings): string {
  const { folder } = settings;
  return `http_port ${settings.address}:${settings.port}
${settings.webPort ? `http_port ${settings.address}:${settings.webPort} accel vhost allow-direct\n` : ""}visible_hostname slipway-gate
pid_filename none
${settings.user ? `cache_effective_user ${settings.user}\n` : ""}coredump_dir ${folder}
cache_dir ufs ${folder}/cache ${settings.cacheMegabytes} 16 64
cache_mem 32 MB
maximum_object_size 512 MB
access_log none
cache_log ${folder}/squid.log
cache_store_log none
netdb_filename none
logfile_rotate 0
shutdown_lifetime 1 seconds
forwarded_for delete
via off
acl web_ports port 80 443
acl tls_port port 443
acl CONNECT method CONNECT
acl packages dstdomain ${settings.hosts.join(" ")}
acl private dst ${PRIVATE.join(" ")}
acl mirrors dst ${settings.mirrorAddresses.join(" ") || "255.255.255.255/32"}
http_access deny !web_ports
http_access deny CONNECT !tls_port
http_access deny to_localhost
http_access deny !packages
http_access deny private !mirrors
http_access allow packages
http_access deny all
refresh_pattern -i \\.(deb|udeb|whl|tgz)$ 129600 100% 129600
refresh_pattern . 0 20% 4320
`;
}
