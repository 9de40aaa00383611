/**
 * Ways out of a sandbox, each a shell script run as root inside it. A script exits 0 only if the attempt SUCCEEDED, that is, if
 * something that belongs to the host or a neighbour was reached or changed. `$HOST` is the gateway's address, `$NEIGHBOUR` another
 * sandbox's, `$PRIVATE`, `$METADATA` and `$PUBLIC` addresses held by a network namespace of the test, each with a listener on port 80.
 */
export interface EscapeAttempt {
  area: string;
  name: string;
  script: string;
}

/** Calls one system call by number through python's ctypes; succeeds when the call does. x86-64 numbers. */
const syscall = (number: number, ...args: (number | string)[]) =>
  `python3 -c "import ctypes,sys; l=ctypes.CDLL(None,use_errno=True); l.syscall.restype=ctypes.c_long; sys.exit(0 if l.syscall(${[number, ...args].join(",")})>=0 else 1)"`;

const tcp = (address: string, port: number) =>
  `python3 -c "import socket; socket.create_connection(('${address}',${port}),2)"`;

const writable = (path: string, value: string) => `echo ${value} > ${path}`;

const area = (name: string, attempts: Record<string, string>): EscapeAttempt[] =>
  Object.entries(attempts).map(([attempt, script]) => ({ area: name, name: attempt, script }));

export const escapeAttempts: EscapeAttempt[] = [
  ...area("devices", {
    "make and read a disk's block device": "cd /tmp && mknod d1 b 254 0 && head -c 512 d1 | grep -q .",
    "make and read SATA's first disk": "cd /tmp && mknod d2 b 8 0 && head -c 512 d2 | grep -q .",
    "make and read a loop device": "cd /tmp && mknod d3 b 7 0 && head -c 512 d3 | grep -q .",
    "read physical memory": "head -c 16 /dev/mem || (cd /tmp && mknod m1 c 1 1 && head -c 16 m1 | grep -q .)",
    "read kernel ports": "cd /tmp && mknod p1 c 1 4 && head -c 1 p1 | grep -q .",
    "write to the kernel's log": "cd /tmp && mknod k1 c 1 11 && echo owned > k1",
    "open the host's console": "cd /tmp && mknod c1 c 5 1 && timeout 1 sh -c 'echo owned > c1'",
    "open KVM": "test -e /dev/kvm && head -c 0 /dev/kvm",
    "get a new loop device": "losetup -f /etc/hostname",
    "open device mapper": "cd /tmp && mknod dm c 10 236 && head -c 0 dm && dmsetup ls --controlfile dm",
    "make a device in a privileged container":
      "docker run --rm --privileged busybox sh -c 'mknod /d b 254 0 && head -c 512 /d | grep -q .'",
  }),
  ...area("mounts", {
    "mount the host's disk": "mkdir -p /mnt/a && mount -t ext4 /dev/vda /mnt/a",
    "mount a new sysfs of the host":
      "mkdir -p /mnt/b && mount -t sysfs none /mnt/b && ls /mnt/b/class/net | grep -qx eth9",
    "mount debugfs": "mkdir -p /mnt/c && mount -t debugfs none /mnt/c",
    "mount tracefs": "mkdir -p /mnt/d && mount -t tracefs none /mnt/d",
    "mount securityfs": "mkdir -p /mnt/e && mount -t securityfs none /mnt/e",
    "attach a file to a loop device that is there":
      "truncate -s 8M /tmp/i && for d in /dev/loop*; do losetup $d /tmp/i && exit 0; done; exit 1",
    "mount bpffs":
      "mkdir -p /mnt/h && mount -t bpf none /mnt/h && touch /mnt/h/x && mkdir /mnt/h/d && bpftool prog",
    "mount the pool through btrfs": "mkdir -p /mnt/g && mount -t btrfs /dev/loop0 /mnt/g",
    "see the host's root through a privileged container":
      "docker run --rm --privileged --pid=host busybox chroot /proc/1/root test -e /var/lib/incus -o -e /var/lib/slipway/incus",
  }),
  ...area("proc and sys", {
    "set the core dump handler": writable("/proc/sys/kernel/core_pattern", "'|/bin/sh'"),
    "set modprobe's path": writable("/proc/sys/kernel/modprobe", "/tmp/x"),
    "press SysRq": writable("/proc/sysrq-trigger", "h"),
    "panic on OOM": writable("/proc/sys/vm/panic_on_oom", "0"),
    "overcommit for everyone": writable("/proc/sys/vm/overcommit_memory", "1"),
    "drop the host's caches": writable("/proc/sys/vm/drop_caches", "1"),
    "change the host's key quota": writable("/proc/sys/kernel/keys/maxkeys", "200"),
    "change the host's file limit": writable("/proc/sys/fs/file-max", "1000"),
    "change the uevent helper": writable("/sys/kernel/uevent_helper", "/tmp/x"),
    "register a binary format": "echo ':x:M::x::/bin/sh:C' > /proc/sys/fs/binfmt_misc/register",
    "raise its own inotify cap": writable("/proc/sys/user/max_inotify_instances", "100000"),
    "raise its own namespace cap": writable("/proc/sys/user/max_user_namespaces", "1000000"),
    "raise the cap in a nested namespace":
      "unshare -Ur bash -c 'echo 100000 > /proc/sys/user/max_inotify_instances; python3 -c \"import ctypes,sys; l=ctypes.CDLL(None); n=sum(1 for _ in range(2000) if l.inotify_init()>=0); sys.exit(0 if n>200 else 1)\"'",
    "read the kernel's memory image": "head -c 4096 /proc/kcore | grep -q .",
    "read the kernel's symbols": "grep -v '^0000000000000000' /proc/kallsyms | grep -q .",
    "read the kernel's log": "dmesg | grep -q .",
    "power the host off by sysfs": writable("/sys/power/state", "bogus"),
    "change a block device's queue":
      "for f in /sys/block/*/queue/nr_requests; do echo 128 > $f && exit 0; done; exit 1",
  }),
  ...area("limits", {
    "raise its own memory limit (v1)":
      "f=/sys/fs/cgroup/memory/memory.limit_in_bytes; test -e $f && echo 99999999999 > $f",
    "raise its own memory limit (v2)": "f=/sys/fs/cgroup/memory.max; test -e $f && echo max > $f",
    "raise its own process limit (v1)": "f=/sys/fs/cgroup/pids/pids.max; test -e $f && echo max > $f",
    "raise its own process limit (v2)":
      "f=/sys/fs/cgroup/pids.max; test ! -d /sys/fs/cgroup/pids && test -e $f && echo max > $f",
    "raise its own processor share": "f=/sys/fs/cgroup/cpu/cpu.cfs_quota_us; test -e $f && echo -1 > $f",
    "use release_agent":
      'd=$(find /sys/fs/cgroup -name release_agent 2>/dev/null | head -1); test -n "$d" && echo /tmp/x > $d',
    "mount a fresh cgroup hierarchy with release_agent":
      "mkdir -p /mnt/r && mount -t cgroup -o memory none /mnt/r && echo /tmp/x > /mnt/r/release_agent",
    "free devices in its own cgroup":
      "f=/sys/fs/cgroup/devices/devices.allow; test -e $f && echo a > $f && cd /tmp && mknod z b 254 0 && head -c 512 z | grep -q .",
    "raise its priority":
      "nice -n -10 true && renice -n -20 -p 1 >/dev/null && test \"$(cat /proc/1/stat | cut -d' ' -f19)\" = -20 && chrt -f 50 true",
    "take more memory than its limit": "python3 -c \"b=bytearray(6<<30); b[::4096]=b'x'*len(b[::4096])\"",
    "fill more disk than its quota": "fallocate -l 40G /root/fill; s=$?; rm -f /root/fill; exit $s",
    "take every inotify instance":
      'python3 -c "import ctypes,sys; l=ctypes.CDLL(None); n=sum(1 for _ in range(2000) if l.inotify_init()>=0); sys.exit(0 if n>200 else 1)"',
    "fork without end":
      'python3 -c "\nimport os,signal,sys,time\nkids=[]\ntry:\n  for _ in range(20000):\n    p=os.fork()\n    if p==0: time.sleep(30); os._exit(0)\n    kids.append(p)\nexcept OSError: pass\nfor k in kids: os.kill(k,9)\nsys.exit(0 if len(kids)>=20000 else 1)"',
  }),
  ...area("other users and processes", {
    "be root of the host by uid map": "awk '{exit !($2==0)}' /proc/self/uid_map",
    "map the host's root in a namespace":
      "unshare -U sh -c 'echo 0 0 1 > /proc/$$/uid_map && awk \"{exit !(\\$2==0)}\" /proc/self/uid_map && touch /proc/1/root/owned'",
    "see a process of the host":
      "for p in /proc/[0-9]*; do grep -qa [i]ncusd $p/cmdline && exit 0; done; exit 1",
    "trace a process of the host through host pid":
      "docker run --rm --privileged --pid=host busybox sh -c 'grep -qa [i]ncusd /proc/*/cmdline'",
    "open a file by handle":
      "python3 -c \"import ctypes,os,sys; l=ctypes.CDLL(None); m=os.open('/',0); b=(ctypes.c_char*136)(); ctypes.memmove(b,b'\\x08\\0\\0\\0\\x01\\0\\0\\0\\x02\\0\\0\\0\\0\\0\\0\\0',16); sys.exit(0 if l.open_by_handle_at(m,b,0)>=0 else 1)\"",
    "join the host's namespaces":
      "nsenter -t 1 -m -n -p -i -u sh -c 'test -e /var/lib/slipway/incus || test -e /var/lib/incus'",
    "change the owner of a file to a host's id": "touch /tmp/o && chown 4000000:4000000 /tmp/o",
    "set the clock": "date -s '2001-01-01'",
    "set the host's name":
      'python3 -c "import socket; socket.sethostname(\'owned\')" && test "$(cat /proc/sys/kernel/ns_last_pid 2>/dev/null)" = owned',
  }),
  ...area("kernel", {
    "load a module": syscall(175, "b'x'", "1", "b''"),
    "load a module from a file": syscall(313, "0", "b''", "0"),
    "delete a module": syscall(176, "b'loop'", "0"),
    "load a new kernel": syscall(246, "0", "0", "0", "0"),
    "run bpf": syscall(321, "0", "(ctypes.c_char*120)()", "72"),
    "open performance counters": syscall(298, "(ctypes.c_char*120)()", "0", "-1", "-1", "0"),
    "handle page faults in user space": syscall(323, "0"),
    "set up io_uring": syscall(425, "8", "(ctypes.c_char*120)()"),
    "open a vsock to the hypervisor": 'python3 -c "import socket; socket.socket(40, socket.SOCK_STREAM)"',
    "read another's keyring":
      "grep -v ' 0 *_uid\\|_ses\\|_tid\\|_pid' /proc/keys | awk '{print $6}' | grep -qvx 0",
    "swap on": "truncate -s 1M /tmp/s && mkswap -q /tmp/s 2>/dev/null; swapon /tmp/s",
    "turn on process accounting":
      "touch /tmp/acct && python3 -c \"import ctypes,sys; sys.exit(0 if ctypes.CDLL(None).acct(b'/tmp/acct')==0 else 1)\"",
    "pivot to the host by iopl": syscall(172, "3"),
    "read the host's syslog buffer": syscall(103, "3", "(ctypes.c_char*256)()", "256"),
  }),
  ...area("network", {
    "reach ssh on the gateway": tcp("$HOST", 22),
    "reach the control plane on the gateway": tcp("$HOST", 3000),
    "reach a listener of the host on the gateway": tcp("$HOST", 18_080),
    "reach the neighbour's listener": tcp("$NEIGHBOUR", 9100),
    "ping the neighbour": "ping -c 1 -W 2 $NEIGHBOUR",
    "reach the neighbour with a spoofed address":
      "ip addr add $NEIGHBOUR/32 dev eth0 && sleep 0.2 && ping -c 1 -W 2 -I $NEIGHBOUR $HOST; s=$?; ip addr del $NEIGHBOUR/32 dev eth0; exit $s",
    "speak with a spoofed hardware address":
      "old=$(cat /sys/class/net/eth0/address); ip link set eth0 down; ip link set eth0 address 02:00:00:00:00:99; ip link set eth0 up; ip addr replace $SELF dev eth0; ping -c 1 -W 2 $HOST; s=$?; ip link set eth0 down; ip link set eth0 address $old; ip link set eth0 up; ip route replace default via $HOST 2>/dev/null; exit $s",
    "reach link-local metadata": tcp("169.254.169.254", 80),
    "reach a private network": tcp("$PRIVATE", 80),
    "reach a public address": tcp("$PUBLIC", 80),
    "reach the host's loopback through the gate":
      "printf 'CONNECT 127.0.0.1:18080 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n' | timeout 3 socat - TCP:$HOST:3128,connect-timeout=2 | head -1 | grep -q ' 200'",
    "reach link-local metadata through the gate":
      "test \"$(http_proxy=http://$HOST:3128 curl -s -m 3 -o /dev/null -w '%{http_code}' http://169.254.169.254/)\" = 200",
    "reach the gateway over IPv6 link-local":
      "sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0; sleep 2; ping -6 -c 1 -W 2 ff02::1%eth0 | grep -q 'bytes from' && for a in $(ip -6 neigh show dev eth0 | awk '{print $1}'); do python3 -c \"import socket; socket.create_connection(('$a%eth0',18080),2)\" && exit 0; done; exit 1",
  }),
];
